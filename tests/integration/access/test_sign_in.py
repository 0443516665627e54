"""Codes and entries on a real PostgreSQL: limits, locks, and fifty guesses at once."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connections

from waypost.access.models import Account, AuditEvent, Grant, Invitation, SignInCode
from waypost.access.sign_in import (
    CodeNotAllowed,
    Entered,
    InvitationFacts,
    enter_code,
    find_invitation,
    invite,
    make_code,
    unlock_invitation,
)
from waypost.access.sign_in_rules import INVITATION_LIFETIME, Entry, FactKind, SignInFact, Verdict
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId

FORCE = ForceName("anyshire")
PERSON, CASE = PersonId(11), CaseId(7)
STAFF = Actor(ActorKind.STAFF, "1")
FACT = SignInFact(FactKind.POSTCODE, "TS5 4AB")
BROWSER = "a browser"


def invited(now: datetime) -> InvitationFacts:
    token = invite(PERSON, case_id=CASE, force=FORCE, by=STAFF, now=now).token
    found = find_invitation(token, now=now)
    assert found is not None
    return found


def enter(
    invitation: InvitationFacts, code: str, *, now: datetime, answer: str = "TS5 4AB", browser: str = BROWSER
) -> Entered:
    return enter_code(invitation, entry=Entry(code, answer, browser), fact=FACT, now=now)


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def actions() -> list[str]:
    with in_force(FORCE):
        return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def at_once(work: Sequence[Callable[[], object]]) -> list[object]:
    """Run everything at the same moment, each on a connection of its own, and return the answers."""
    answers: list[object] = []
    gate = threading.Barrier(len(work))

    def run(one: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers.append(one())
        except CodeNotAllowed:
            answers.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_person_has_one_invitation_however_often_they_are_invited(db: None, now: datetime) -> None:
    first = invite(PERSON, case_id=CASE, force=FORCE, by=STAFF, now=now)
    second = invite(PERSON, case_id=CASE, force=FORCE, by=STAFF, now=now)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.token == second.token
    assert actions() == ["portal.invitation_made"]


def test_an_invitation_that_ran_out_runs_again_when_the_person_is_written_to_again(db: None, now: datetime) -> None:
    invitation = invited(now)
    later = now + INVITATION_LIFETIME

    with pytest.raises(CodeNotAllowed):
        make_code(invitation, browser=BROWSER, now=later)
    invite(PERSON, case_id=CASE, force=FORCE, by=STAFF, now=later)

    assert make_code(invitation, browser=BROWSER, now=later)


def test_the_right_code_and_fact_open_and_make_one_account_with_one_grant(db: None, now: datetime) -> None:
    invitation = invited(now)

    first = enter(invitation, make_code(invitation, browser=BROWSER, now=now), now=now)
    again = now + timedelta(hours=1)
    second = enter(invitation, make_code(invitation, browser=BROWSER, now=again), now=again)

    assert (first.verdict, first.is_first) == (Verdict.OPENED, True)
    assert (second.verdict, second.is_first) == (Verdict.OPENED, False)
    assert first.account_id == second.account_id
    assert Account.objects.get().has_usable_password() is False
    assert Grant.objects.get().person_id == PERSON


def test_a_code_opens_once(db: None, now: datetime) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)

    enter(invitation, code, now=now)

    assert enter(invitation, code, now=now).verdict is Verdict.NOTHING_TO_TRY


def test_only_the_newest_code_works(db: None, now: datetime) -> None:
    invitation = invited(now)
    older = make_code(invitation, browser=BROWSER, now=now)
    newest = make_code(invitation, browser=BROWSER, now=now + timedelta(seconds=1))
    then = now + timedelta(seconds=2)

    if older != newest:
        assert enter(invitation, older, now=then).verdict is Verdict.FAILED
    assert enter(invitation, newest, now=then).verdict is Verdict.OPENED


def test_a_code_works_only_in_the_browser_that_asked(db: None, now: datetime) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)

    assert enter(invitation, code, now=now, browser="another").verdict is Verdict.NOTHING_TO_TRY
    assert enter(invitation, code, now=now).verdict is Verdict.OPENED


def test_a_stranger_who_holds_the_phone_but_not_the_fact_is_locked_out_at_the_third_try(
    db: None, now: datetime
) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)

    tries = [enter(invitation, code, now=now, answer=answer) for answer in ("TS1", "TS2", "TS3")]

    assert [entered.has_locked for entered in tries] == [False, False, True]
    assert enter(invitation, code, now=now).verdict is Verdict.NOTHING_TO_TRY
    with pytest.raises(CodeNotAllowed):
        make_code(invitation, browser=BROWSER, now=now)
    assert actions()[-2:] == ["portal.entry_failed", "portal.invitation_locked"]


def test_a_lock_outlives_a_new_invitation_and_ends_when_a_person_lifts_it(db: None, now: datetime) -> None:
    invitation = invited(now)
    Invitation.objects.update(locked_at=now, failures=3)

    invite(PERSON, case_id=CASE, force=FORCE, by=STAFF, now=now + INVITATION_LIFETIME)
    with pytest.raises(CodeNotAllowed):
        make_code(invitation, browser=BROWSER, now=now + INVITATION_LIFETIME)
    unlock_invitation(PERSON, force=FORCE, by=STAFF, now=now)

    assert make_code(invitation, browser=BROWSER, now=now)


def test_a_success_takes_back_the_failures_before_it(db: None, now: datetime) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)
    enter(invitation, another(code), now=now)
    enter(invitation, another(code), now=now)

    enter(invitation, code, now=now)

    assert Invitation.objects.get().failures == 0


def test_three_codes_in_fifteen_minutes_and_ten_in_a_day(db: None, now: datetime) -> None:
    invitation = invited(now)
    sent = 0
    for minute in range(0, 24 * 60, 5):
        try:
            make_code(invitation, browser=BROWSER, now=now + timedelta(minutes=minute))
            sent += 1
        except CodeNotAllowed:
            pass
        if minute == 10:
            assert sent == 3

    assert sent == 10


def test_the_code_is_in_no_row(db: None, now: datetime) -> None:
    invitation = invited(now)

    code = make_code(invitation, browser=BROWSER, now=now)

    row = SignInCode.objects.get()
    with in_force(FORCE):
        kept = repr([row.__dict__, list(AuditEvent.objects.values())])
    assert code not in kept.replace(str(row.created_at), "")
    assert BROWSER not in kept


def test_opening_the_address_changes_nothing(db: None, now: datetime) -> None:
    invitation = invited(now)
    before = Invitation.objects.values().get()

    for _ in range(5):
        find_invitation(invitation.token, now=now)

    assert Invitation.objects.values().get() == before


def test_a_token_that_finds_nothing_finds_nothing(db: None, now: datetime) -> None:
    assert find_invitation("a" * 26, now=now) is None


def test_fifty_guesses_at_once_are_tried_one_by_one_until_the_lock(committed_db: None, now: datetime) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)

    guesses = at_once([lambda: enter(invitation, another(code), now=now)] * 50)

    verdicts = [entered.verdict for entered in guesses if isinstance(entered, Entered)]
    assert len(verdicts) == 50
    assert verdicts.count(Verdict.FAILED) == 3
    assert SignInCode.objects.get().tries == 3
    assert actions().count("portal.invitation_locked") == 1


def test_twenty_requests_at_once_send_three_codes(committed_db: None, now: datetime) -> None:
    invitation = invited(now)

    sent = at_once([lambda: make_code(invitation, browser=BROWSER, now=now)] * 20)

    assert sum(code is not None for code in sent) == 3
    assert SignInCode.objects.filter(ended_at=None).count() == 1


def test_the_right_code_entered_twice_at_once_opens_once(committed_db: None, now: datetime) -> None:
    invitation = invited(now)
    code = make_code(invitation, browser=BROWSER, now=now)

    entered = at_once([lambda: enter(invitation, code, now=now)] * 8)

    opened = [one for one in entered if isinstance(one, Entered) and one.verdict is Verdict.OPENED]
    assert len(opened) == 1
    assert Account.objects.count() == 1
