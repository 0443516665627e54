"""In memory as well as behind the doors: no survey comes within two weeks of hard news."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.corpus.mutations import NOW
from tests.corpus.playing import _engine, _incoming
from tests.corpus.playing import _settings as settings_for
from tests.corpus.recipes import examples
from waypost.journeys.simulate.stage import Stage
from waypost.messages.values import Intent, MessageState

HARMLESS = next(one for one in examples(NOW) if one.is_harmless and one.expect == "sent" and not one.beside)


@pytest.fixture
def stage() -> Stage:
    stage = Stage(_engine(settings_for({}), now=NOW))
    stage.play(list(_incoming(HARMLESS, now=NOW)))
    return stage


def wish(stage: Stage, template: str, trigger: str, *, run_id: int) -> Intent:
    (case_id,) = {message.intent.case_id for message in stage.mailbox.messages}
    person = next(one for one in stage.record.case(case_id).people if "victim" in one.roles)
    return Intent(
        run_id=run_id, step="tell", visit=1, case_id=case_id, person_id=person.person_id, template=template,
        trigger=trigger, event_number=1, item=None, not_before=None, expires_at=None, tell_by=None,
    )  # fmt: skip


def survey(stage: Stage, *, days: int) -> set[tuple[str, str]]:
    """Return what becomes of a survey that is wanted so many days later."""
    now = NOW + timedelta(days=days)
    asked = wish(stage, "out_survey_case_closed", "case.closed", run_id=900_000 + days)
    planned = stage.mailbox.plan([asked], now=now, name=lambda _, __: uuid4())
    stage.mailbox.deliver(now)
    return {(one.row.state, one.row.reason) for messages in planned.values() for one in messages}


def test_a_survey_waits_for_no_hard_news_that_is_still_to_be_told(stage: Stage) -> None:
    assert survey(stage, days=1) == {(MessageState.DELIVERED, "")}

    hard = wish(stage, "susp_arrested_standard", "suspect.arrested", run_id=800_000)
    planned = stage.mailbox.plan([hard], now=NOW, name=lambda _, __: uuid4())

    assert {message.row.mode for messages in planned.values() for message in messages} <= {"C", "H"}
    assert survey(stage, days=2) == {(MessageState.SUPPRESSED, "after_hard_news")}


def test_two_weeks_after_it_was_told_a_survey_may_come(stage: Stage) -> None:
    hard = wish(stage, "susp_arrested_standard", "suspect.arrested", run_id=800_000)
    for messages in stage.mailbox.plan([hard], now=NOW, name=lambda _, __: uuid4()).values():
        for message in messages:
            message.row.state, message.row.state_at = MessageState.DELIVERED, NOW

    assert survey(stage, days=13) == {(MessageState.SUPPRESSED, "after_hard_news")}
    assert survey(stage, days=14) == {(MessageState.DELIVERED, "")}
