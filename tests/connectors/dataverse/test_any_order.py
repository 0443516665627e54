"""Whatever changes between two questions, and whatever fails: at last we hold what the environment holds."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.dynamics.faults import Fault, Faults, too_many
from demo.dynamics.seed import add_case
from demo.dynamics.service import Dataverse
from demo.dynamics.store import Store
from tests.connectors.dataverse.conftest import Clock
from waypost.connectors.dataverse import changes as changes_module
from waypost.connectors.dataverse import client as client_module
from waypost.connectors.dataverse import system as system_module
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.polling.values import CannotRead

CASES = 4
Held = dict[str, Any]
Happening = Callable[[Dataverse, Clock], object]


def renamed(place: int, name: str) -> Happening:
    """Return that a victim's name changes."""
    return lambda dataverse, _clock: dataverse.store.put(
        "contacts", dataverse.store.rows("contacts")[place]["contactid"], lastname=name
    )


def all_renamed(dataverse: Dataverse, _clock: Clock) -> None:
    """Let all names change at once, to one that nobody had."""
    for row in dataverse.store.rows("contacts"):
        dataverse.store.put("contacts", row["contactid"], lastname=f"Example{dataverse.store.version}")


def flagged(place: int) -> Happening:
    """Return that a case is marked high risk."""
    return lambda dataverse, _clock: dataverse.store.put(
        "any_caseflags", _any_case_value=dataverse.store.rows("incidents")[place]["incidentid"], any_flag=9
    )


def calmed(dataverse: Dataverse, _clock: Clock) -> None:
    """Take back all flags."""
    for row in dataverse.store.rows("any_caseflags"):
        dataverse.store.put("any_caseflags", row["any_caseflagid"], statecode=1)


def failing(status: int) -> Happening:
    """Return that one of the next calls fails."""
    return lambda dataverse, _clock: dataverse.faults.calls.extend([None, None, Fault(status)])


HAPPENINGS = st.one_of(
    st.just(all_renamed),
    st.builds(renamed, st.integers(0, CASES - 1), st.sampled_from(["Alder", "Birch", "Cedar"])),
    st.builds(flagged, st.integers(0, CASES - 1)),
    st.sampled_from(
        [
            calmed,
            lambda dataverse, _clock: add_case(dataverse, f"AN/{len(dataverse.store.rows('incidents'))}/26"),
            lambda dataverse, _clock: dataverse.sign_everybody_out(),
            lambda dataverse, _clock: dataverse.forget_changes(),
            lambda _dataverse, clock: clock.pass_minutes(7),
            lambda dataverse, _clock: dataverse.faults.calls.append(too_many("60")),
        ]
    ),
    st.builds(failing, st.sampled_from([401, 403, 410, 500, 502])),
)


@pytest.mark.usefixtures("in_memory")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([1, 2, 1_000]),
    st.lists(st.tuples(st.sampled_from([1, 3, 5, 6, 7, 1_000]), HAPPENINGS), max_size=8),
)
def test_in_the_end_we_hold_what_the_environment_holds(
    dataverse: Dataverse, clock: Clock, system: DataverseSystem, first: int, happenings: list[tuple[int, Happening]]
) -> None:
    dataverse.store, dataverse.faults = Store(now_fn=clock), Faults()
    for number in range(CASES):
        add_case(dataverse, f"AN/{number}/26")
    held: Held = {}
    position = polled(system, "", held, most=first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client_module, "PAGE_ROWS", 3)
        patch.setattr(changes_module, "PAGES_A_STEP", 2)
        patch.setattr(changes_module, "MOST_CASES_A_STEP", 3)
        patch.setattr(system_module, "LARGEST_BATCH", 2)
        for batches, happening in happenings:
            position = polled(system, position, held, most=batches)
            happening(dataverse, clock)
        dataverse.faults = Faults()
        position = polled(system, position, held, most=1_000)

        truth: Held = {}
        polled(system, "", truth, most=1_000)

    assert {name: without_stamp(one) for name, one in held.items()} == {
        name: without_stamp(one) for name, one in truth.items()
    }
    assert len(held) >= CASES


def polled(system: DataverseSystem, position: str, held: Held, *, most: int) -> str:
    """Take up to so many batches, as a worker does that may die after each; return from where to go on."""
    try:
        for number, batch in enumerate(system.batches(position)):
            held |= {record.reference: record.document for record in batch.records}
            position = position if batch.position is None else batch.position
            if number + 1 >= most:
                break
    except CannotRead:
        pass
    return position


def without_stamp(document: Held) -> Held:
    """Return a document without the time of its last change, which is no content."""
    return {name: value for name, value in document.items() if name != "updated_at"}
