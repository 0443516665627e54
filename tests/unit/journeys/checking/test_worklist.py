"""What the worklist is run by is checked before it is used."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.conf import settings

from waypost.journeys.checking.worklist import check_worklist, read_worklist_schema
from waypost.worklist.library import read_terms

SHIPPED = yaml.safe_load((settings.CONTENT_DIR / "worklist" / "worklist.yaml").read_text(encoding="utf-8"))
Change = Callable[[dict[str, Any]], object]
SCHEMA = read_worklist_schema(settings.CONTENT_DIR)


def faults(change: Change) -> list[tuple[str, str]]:
    body = copy.deepcopy(SHIPPED)
    change(body)
    return [(".".join(map(str, found.path)), found.sentence) for found in check_worklist(body, schema=SCHEMA)]


def test_the_shipped_figures_are_sound() -> None:
    assert faults(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (lambda body: body["spans"].pop("call"), "spans", "There is no `call`"),
        (lambda body: body["hours"]["oic"].update(until="08:00"), "hours.oic.until", "never be at work"),
        (lambda body: body["hours"]["oic"].update(until="25:00"), "hours.oic.until", "is not of the form"),
        (lambda body: body["hours"]["records"].update(days=["mon", "day"]), "hours.records.days.1", "cannot be 'day'"),
        (lambda body: body["spans"].update(ring={"working_hours": 1}), "spans", "`ring` is no key"),
        # Nobody in particular would have what is nobody else's.
        (lambda body: body["escalation"]["last_desk"].update(oic="oic"), "escalation.last_desk.oic", "cannot be 'oic'"),
        (lambda body: body["notes"].update(done="Close it."), "notes.done", "is not of the form"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    change: Callable[[dict[str, Any]], object], where: str, said: str
) -> None:
    (path, sentence), *_ = faults(change)

    assert path == where
    assert said in sentence


def test_a_desk_that_never_works_is_not_read() -> None:
    body = copy.deepcopy(SHIPPED)
    body["hours"]["oic"]["until"] = "08:00"

    with pytest.raises(ValueError, match="never works"):
        read_terms(body)
