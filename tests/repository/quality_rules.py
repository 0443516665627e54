"""
The page of the rules of data quality: what each looks for, where it is decided, what follows, who mends it.

Written by `python -m tests.repository.quality_rules > docs/quality-rules.md`; a test holds the page equal to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from waypost.cases.contact import Finding, Severity
from waypost.cases.findings.catalogue import Found
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Owner, Reason

_WHO: Final = {
    "oic": "the officer in the case",
    "records": "the records team",
    "supervisor": "a supervisor",
}
_OWNERS: Final = {Owner.OIC: "oic", Owner.RECORDS: "records", Owner.SUPERVISOR: "supervisor"}
_SEVERITIES: Final = {
    Severity.BLOCK: "blocks this contact",
    Severity.CONFIRM: "blocks this contact until a person has looked",
    Severity.NOTE: "shows",
}
_QUALITY = "tests/unit/cases/test_contact_quality.py"
_RECORDS = "tests/unit/cases/test_quality_of_records.py"
_PEOPLE = "tests/unit/cases/test_findings_of_people.py"
_CASES = "tests/unit/cases/test_findings_of_cases.py"
_ELSEWHERE = "tests/unit/cases/test_findings_elsewhere.py"
_ADDRESSES = "tests/unit/cases/test_postal_addresses.py"
_CONTACTS = "waypost.cases.contact.quality"
_FINDINGS = "waypost.cases.findings"
_TYPED = f"{_QUALITY}::test_a_number_as_typed_becomes_a_number_and_findings"
_TYPED_EMAIL = f"{_QUALITY}::test_an_address_as_typed_becomes_an_address_and_findings"
_FIRES = f"{_PEOPLE}::test_a_finding_fires_and_what_is_near_does_not"


@dataclass(frozen=True)
class Rule:
    """One rule of domain.md 6: functions and tests are named so that they can be looked up; `reasons` are of gates."""

    check: str
    functions: Sequence[str]
    tests: Sequence[str]
    reasons: Sequence[Reason] = ()
    note: str = ""


RULES: Final[Mapping[str, Rule]] = {
    "Q01": Rule("Mobile format", [f"{_CONTACTS}.check_phone"], [_TYPED]),
    "Q02": Rule("Landline", [f"{_CONTACTS}.check_phone"], [_TYPED]),
    "Q03": Rule(
        "Foreign number",
        [f"{_CONTACTS}.check_phone"],
        [f"{_RECORDS}::test_a_foreign_mobile_of_a_country_that_the_force_sends_to_is_used_and_its_cost_noted"],
        note="policy: `waypost force set FORCE foreign=IE,PL`",
    ),
    "Q04": Rule(
        "Placeholder number",
        [f"{_CONTACTS}.check_phone"],
        [_TYPED, f"{_QUALITY}::test_drama_numbers_are_placeholders_where_the_force_says_so"],
    ),
    "Q05": Rule("Placeholder e-mail", [f"{_CONTACTS}.check_email"], [_TYPED_EMAIL]),
    "Q06": Rule(
        "Mistyped e-mail",
        [f"{_CONTACTS}.check_email"],
        [_TYPED_EMAIL, f"{_RECORDS}::test_a_mistyped_domain_is_read_back_first"],
        note="no name server is asked: a rule is pure, and a bounce (Q22) tells the same",
    ),
    "Q07": Rule(
        "In the wrong field, two in one, in the notes",
        [f"{_CONTACTS}.check_phone", f"{_FINDINGS}.names.findings_of_name", f"{_FINDINGS}.suggestions.suggestions"],
        [_FIRES, f"{_RECORDS}::test_a_number_in_the_notes_is_shown_where_the_victim_has_none"],
    ),
    "Q08": Rule(
        "The police's own contact",
        [f"{_CONTACTS}.check_phone", f"{_CONTACTS}.check_email", f"{_FINDINGS}.people.findings_of_person"],
        [_TYPED, _TYPED_EMAIL],
        note="the contract has no number of an officer, so only her e-mail is compared",
    ),
    "Q09": Rule(
        "The suspect's contact",
        ["waypost.cases.contact.collision.collision", "waypost.messages.gates.contact.contact_is_not_the_suspects"],
        ["tests/unit/cases/test_contact_collision.py::test_the_same_contact_however_it_is_written"],
        [Reason.SAME_AS_SUSPECT],
        note="devices: `waypost/access/devices.py`",
    ),
    "Q10": Rule(
        "One contact of many",
        [f"{_FINDINGS}.elsewhere.sharing", "waypost.messages.gates.contact.contact_is_not_widely_shared"],
        [f"{_ELSEWHERE}::test_other_people_with_the_same_contact_are_counted_once_each"],
        [Reason.SHARED_CONTACT, Reason.WIDELY_SHARED],
    ),
    "Q11": Rule("Placeholder name", [f"{_FINDINGS}.names.findings_of_name"], [_FIRES]),
    "Q12": Rule(
        "Organisation as a person",
        [f"{_FINDINGS}.names.findings_of_name", "waypost.messages.gates.person.business_has_named_contact"],
        [_FIRES],
        [Reason.NO_NAMED_CONTACT],
    ),
    "Q13": Rule(
        "Name in disorder",
        [f"{_FINDINGS}.names.findings_of_name", f"{_FINDINGS}.suggestions.suggestions"],
        [_FIRES],
        note="texts greet nobody by name, so the way it is written in capitals needs nobody",
    ),
    "Q14": Rule(
        "Date of birth",
        [f"{_FINDINGS}.people.findings_of_person", "waypost.messages.gates.person.recipient_is_adult"],
        [_FIRES],
        [Reason.AGE_UNKNOWN],
        note="unknown counts as under 18, but in groups of low risk",
    ),
    "Q15": Rule(
        "Under 18 without a safe adult",
        [f"{_FINDINGS}.people.findings_of_person"],
        [f"{_PEOPLE}::test_a_minor_needs_a_guardian_whom_nothing_speaks_against"],
    ),
    "Q16": Rule(
        "Guardian is suspect or witness",
        [f"{_FINDINGS}.people.is_unsafe_guardian"],
        [f"{_PEOPLE}::test_a_minor_needs_a_guardian_whom_nothing_speaks_against"],
    ),
    "Q17": Rule(
        "Somebody has died",
        [f"{_FINDINGS}.danger.findings_of_case", f"{_FINDINGS}.people.findings_of_person"],
        [_FIRES, f"{_CASES}::test_a_death_and_dates_that_cannot_be_are_found"],
    ),
    "Q18": Rule(
        "The same person twice",
        [f"{_FINDINGS}.people.findings_of_person"],
        [f"{_PEOPLE}::test_the_same_human_twice_in_a_case_is_proposed_never_merged"],
    ),
    "Q19": Rule(
        "Victim and suspect",
        [f"{_FINDINGS}.elsewhere.findings_elsewhere", "waypost.messages.gates.person.recipient_is_not_accused"],
        [f"{_ELSEWHERE}::test_a_victim_who_is_a_suspect_in_another_open_crime_is_found"],
        [Reason.ROLE_CONFLICT],
    ),
    "Q20": Rule(
        "Wrong role, a police officer",
        [f"{_FINDINGS}.names.findings_of_name", f"{_FINDINGS}.people.findings_of_person"],
        [
            _FIRES,
            f"{_RECORDS}::test_a_victim_who_is_called_like_the_officer_in_the_case_is_told_by_a_supervisor",
        ],
    ),
    "Q21": Rule(
        "Stale contact",
        [f"{_CONTACTS}.is_stale", f"{_FINDINGS}.elsewhere.findings_elsewhere"],
        [
            f"{_QUALITY}::test_a_contact_goes_stale_with_time_and_with_failure",
            f"{_ELSEWHERE}::test_a_number_of_an_old_case_is_asked_for_again_where_a_newer_one_has_another",
        ],
    ),
    "Q22": Rule(
        "Delivery failed",
        ["waypost.messages.gates.contact.contact_can_be_used"],
        [
            "tests/integration/messages/test_try_again.py::test_a_permanent_failure_is_named_owned_and_told_to_the_timeline"
        ],
        [Reason.PERMANENT_FAILURE, Reason.TOO_MANY_FAILURES],
        note="known only once something was sent: no finding of a record",
    ),
    "Q23": Rule(
        "Address",
        ["waypost.cases.contact.address.check_address", f"{_FINDINGS}.people.findings_of_person"],
        [
            f"{_ADDRESSES}::test_an_address_that_no_letter_should_go_to_is_not_usable",
            f"{_RECORDS}::test_no_letter_goes_to_a_house_that_nobody_lives_in",
        ],
    ),
    "Q24": Rule(
        "Language or needs not known",
        [f"{_FINDINGS}.people.findings_of_person"],
        [_FIRES, f"{_RECORDS}::test_who_has_enhanced_rights_is_asked_what_she_needs"],
    ),
    "Q25": Rule(
        "Words of danger without a flag; title and group differ",
        [f"{_FINDINGS}.danger.findings_of_case"],
        [
            f"{_CASES}::test_words_of_danger_are_found_in_free_text_and_like_words_are_not",
            f"{_CASES}::test_a_title_that_does_not_fit_its_group_of_low_risk_is_found",
        ],
    ),
    "Q26": Rule(
        "The same crime twice",
        [f"{_FINDINGS}.elsewhere.findings_elsewhere"],
        [f"{_ELSEWHERE}::test_the_second_record_of_a_crime_is_found"],
    ),
    "Q27": Rule(
        "Order of events",
        [f"{_FINDINGS}.danger.findings_of_case", "waypost.messages.gates.timing.is_in_time"],
        [
            f"{_CASES}::test_a_death_and_dates_that_cannot_be_are_found",
            f"{_RECORDS}::test_a_crime_that_ends_before_it_begins_is_shown",
            "tests/integration/cases/test_the_way_in.py::test_a_case_older_than_the_backlog_is_known_and_tells_nothing",
        ],
    ),
    "Q28": Rule(
        "Nothing to prove who comes to the portal",
        ["waypost.cases.sign_in_fact.sign_in_fact", f"{_FINDINGS}.people.findings_of_person"],
        [
            _FIRES,
            "tests/unit/access/test_sign_in_rules.py::test_either_half_wrong_fails_and_the_verdict_does_not_say_which",
            "tests/unit/access/test_sign_in_rules.py::test_the_third_failure_locks",
        ],
        [Reason.NO_SIGN_IN_FACT],
    ),
}
_HEAD: Final = """# Rules of data quality, one by one

Made by `python -m tests.repository.quality_rules`; `tests/repository/test_quality_rules.py` holds it equal to the code,
and every function and test named here to be there. The rules are those of the domain reference, section 6. All are
pure, over normalised values (phonenumbers, email-validator); which gate asks for each is in
[security/gates.md](security/gates.md).

*Stops*: nothing goes by itself to this victim. *Blocks this contact*: nothing goes there; another way may be used.
*Shows*: a clerk sees it. What of a force's records stops whom:
[howto/quality-before-going-live.md](howto/quality-before-going-live.md).
"""
_TABLE: Final = "| Finding | What follows | Who mends it | In plain words |\n|---|---|---|---|"


def page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_parts()]) + "\n"


def _parts() -> Iterator[str]:
    for name, rule in RULES.items():
        yield f"## {name} {rule.check}\n"
        yield "Decided in " + ", ".join(f"`{function.removeprefix('waypost.')}`" for function in rule.functions) + "."
        if rule.note:
            yield f"{rule.note[0].upper()}{rule.note[1:]}."
        yield "\n" + "\n".join([_TABLE, *_rows(name, rule)]) + "\n"
        yield "Held by " + ",\n".join(f"`{test}`" for test in rule.tests) + ".\n"


def _rows(name: str, rule: Rule) -> Iterator[str]:
    for finding in Finding:
        if finding.rule == name:
            yield _row(finding.name.lower(), _SEVERITIES[finding.severity], "oic", finding.sentence)
    for found in Found:
        one = found.finding
        if one.rule == name:
            yield _row(one.code, "stops" if one.stops else "shows", one.remedy, one.sentence)
    for reason in rule.reasons:
        meaning = MEANINGS[reason]
        yield _row(reason.value, "stops", _OWNERS[meaning.owner], meaning.sentence)


def _row(code: str, follows: str, remedy: str, sentence: str) -> str:
    return f"| `{code}` | {follows} | {_WHO[remedy]} | {sentence} |"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(page(), end="")
