"""The data files agree with the published lists, with the code, and with each other."""

import csv
import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tests.unit.connectors.police_uk.rows import BOOK, ROOT
from waypost.cases.vocabulary import AppointmentKind, Flag
from waypost.connectors.police_uk.book import BadContact, OutcomeName
from waypost.connectors.police_uk.spoiling import WAYS

DATA = ROOT / "waypost" / "connectors" / "police_uk" / "data"


def published_groups() -> dict[str, dict[str, str]]:
    with (ROOT / "content" / "groups" / "offence_groups.csv").open(encoding="utf-8", newline="") as file:
        return {row["group"]: row for row in csv.DictReader(file)}


def test_groups_have_the_titles_of_the_published_list() -> None:
    assert {name: group.title for name, group in BOOK.mapping.groups.items()} == {
        name: row["title"] for name, row in published_groups().items()
    }


def test_a_crime_type_becomes_only_and_all_groups_that_the_published_list_has_for_it() -> None:
    published: dict[str, set[str]] = {}
    for name, row in published_groups().items():
        published.setdefault(row["police_uk_crime_type"], set()).add(name)

    assert {name: set(shares) for name, shares in BOOK.mapping.crime_types.items()} == published


def test_every_drawn_outcome_code_is_one_that_the_product_knows_and_can_give_a_reason_for() -> None:
    known = {
        outcome["code"] for outcome in yaml.safe_load((ROOT / "content/outcomes/outcomes.yaml").read_text("utf-8"))
    }
    drawn = {code for outcome in BOOK.mapping.outcomes.values() for code in outcome.codes}

    assert drawn <= known
    assert drawn == set(BOOK.mapping.codes)
    assert drawn == set(BOOK.words.outcome_reasons)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Investigation complete; no suspect identified", {"18"}),
        ("Awaiting court outcome", {"1"}),
        ("Action to be taken by another organisation", {"20"}),
        ("Further investigation is not in the public interest", {"21"}),
        ("Offender given a caution", {"3"}),
        ("Local resolution", {"8"}),
        ("Unable to prosecute suspect", {"14", "15", "16"}),
        ("Under investigation", set()),
    ],
)
def test_an_outcome_that_the_contract_names_has_the_contracts_codes(name: str, codes: set[str]) -> None:
    outcome = BOOK.mapping.outcomes[name]

    assert set(outcome.codes) == codes
    assert outcome.source == "contract"


def test_every_other_outcome_is_marked_unverified() -> None:
    assert sum(outcome.source == "contract" for outcome in BOOK.mapping.outcomes.values()) == 8


def test_flags_and_kinds_of_visit_are_known_ones() -> None:
    flags = {flag for group in BOOK.mapping.groups.values() for flag in group.flags}
    flags |= {flag for shares in BOOK.assumptions.flags.values() for flag in shares}

    assert flags <= set(Flag)
    assert set(BOOK.assumptions.steps.visit_kinds.values()) <= set(AppointmentKind)


def test_every_group_that_an_assumption_names_exists() -> None:
    steps, victims = BOOK.assumptions.steps, BOOK.assumptions.victims
    named = {*steps.screened_groups, *steps.visit, *steps.visit_kinds, *victims.none, *victims.organisation}

    assert named | set(BOOK.assumptions.flags) <= set(BOOK.mapping.groups)


def test_every_rate_of_bad_contact_data_has_its_way_and_every_way_its_rate() -> None:
    rates = {part: set(getattr(BOOK.assumptions.bad_contact, part)) for part in BadContact.model_fields}

    assert rates == {part: set(ways) for part, ways in WAYS.items()}


def test_one_name_in_ten_is_wrong() -> None:
    assert sum(BOOK.assumptions.bad_contact.name.values()) == pytest.approx(0.1)


def test_the_ranges_of_drama_numbers_do_not_overlap() -> None:
    numbers = BOOK.assumptions.drama_numbers
    ranges = [range(each.first, each.last + 1) for each in (numbers.victims, numbers.others, numbers.suspects)]

    assert len(set().union(*ranges)) == sum(len(each) for each in ranges) == 1000


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValidationError, match="do not add up to 1"):
        OutcomeName.model_validate({"codes": {"14": 0.5, "15": 0.4}, "source": "contract"})


@pytest.mark.parametrize("file", ["mapping.yaml", "assumptions.yaml"])
def test_a_file_of_shares_says_that_they_are_assumptions(file: str) -> None:
    heading = Path(DATA / file).read_text("utf-8").split("\n\n")[0]

    assert re.search(r"Every share is an ASSUMPTION|EVERY number here is an ASSUMPTION", heading)
