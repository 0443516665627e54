"""A newer state that was sent and could not be taken holds its case, until that one or a newer is taken."""

from datetime import datetime
from typing import Any

import pytest

from tests.snapshots import FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.cases.intake import Unread, hold_unread
from waypost.cases.models import Case
from waypost.cases.values import CaseKind, SourceFacts

pytestmark = pytest.mark.django_db
REFERENCE = str(RECORDED["reference"])


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    found = a_source("rms", now=now)
    take(found, sent(3), now=now)
    return found


def sent(revision: object, **fields: Any) -> Any:
    return event(changed(RECORDED, revision=revision, **fields), f"e{revision}")


def held(kind: CaseKind = CaseKind.CRIME) -> int:
    with in_force(FORCE):
        return Case.objects.get(reference=REFERENCE, kind=kind).held


def test_a_state_that_is_rejected_holds_its_case_until_it_comes_mended(source: SourceFacts, now: datetime) -> None:
    take(source, sent(5, status=7, flags=["domestic_abuse"]), now=now)
    assert held() == 1

    take(source, sent(5, flags=["domestic_abuse"]), now=now)

    assert held() == 0


@pytest.mark.parametrize("bad", [{"status": 7}, {"people": "nobody"}, {"revision": "two"}, {"flags": None}])
def test_whatever_is_wrong_with_it(source: SourceFacts, now: datetime, bad: dict[str, Any]) -> None:
    result = take(source, event(changed(RECORDED, **{"revision": 5, **bad}), "e5"), now=now)

    assert (len(result.rejected), held()) == (1, 1)


def test_an_older_state_that_comes_late_does_not_release_it_and_a_newer_one_does(
    source: SourceFacts, now: datetime
) -> None:
    take(source, sent(5, status=7), now=now)

    take(source, sent(4), now=now)
    assert held() == 1

    take(source, sent(6), now=now)
    assert held() == 0


def test_one_over_which_we_failed_is_waited_for_in_the_same_way(source: SourceFacts, now: datetime) -> None:
    hold_unread(source, [Unread(REFERENCE, CaseKind.CRIME, 5, "Waypost fails over it")], now=now)

    take(source, sent(4), now=now)
    assert held() == 1

    take(source, sent(5), now=now)
    assert held() == 0


def test_one_that_is_older_than_what_we_have_holds_nothing(source: SourceFacts, now: datetime) -> None:
    take(source, sent(6), now=now)

    take(source, sent(5, status=7), now=now)

    assert held() == 0


def test_one_with_two_references_holds_both_and_one_with_none_holds_nothing(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(RECORDED, reference="42260000099"), "other"), now=now)

    take(source, event(changed(RECORDED, revision=5), "two", subject="42260000099"), now=now)
    take(source, event(changed(RECORDED, revision=5, reference=["\0"]), "none"), now=now)
    take(source, event(changed(RECORDED, revision=5, reference="R\0"), "none either"), now=now)

    with in_force(FORCE):
        assert set(Case.objects.values_list("held", flat=True)) == {1}


def test_an_incident_of_the_same_reference_is_not_meant(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(REPORTED, reference=REFERENCE), "i1"), now=now)

    take(source, sent(5, status=7), now=now)

    assert (held(), held(CaseKind.INCIDENT)) == (1, 0)


def test_another_source_holds_no_case_of_the_owner(source: SourceFacts, now: datetime) -> None:
    take(a_source("other", now=now), sent(5, status=7), now=now)

    assert held() == 0
