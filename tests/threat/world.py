"""
Two made-up forces that hold the same references, the same victim and the same number, and everybody who looks at them.

Every word that belongs to one case of one force alone says so: whatever page shows it to somebody else gives it away.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.snapshots import ALLOCATED, changed, event, take
from tests.staff import a_member, sign_in_staff
from waypost.access.forces import copy_force
from waypost.access.models import AuditEvent
from waypost.access.staff import NewStaff
from waypost.access.values import Staff, StaffRole
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.models import Person
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import case_id_by_reference, source_by_id
from waypost.cases.values import CaseKind, SourceState
from waypost.messages.operations import plan_messages, write_to_officer
from waypost.messages.values import Intent
from waypost.worklist.inbound_calls.operations import log_call
from waypost.worklist.inbound_calls.reasons import call_reasons
from waypost.worklist.inbound_calls.values import NewCall
from waypost.worklist.matters.operations import record_matter
from waypost.worklist.matters.values import CameBy, MatterKind, NewMatter
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

HERE, THERE = ForceName("anyshire"), ForceName("otherton")
TEAM, FAR = "North CID", "Far CID"
NUMBER, NAMED = "07700 900001", "Amina Sample 12 4 1988"


class Kind(StrEnum):
    """What the cases are to somebody of North CID: their team's, another team's, protected there, sealed."""

    OURS = "ours"
    THEIRS = "theirs"
    FLAGGED = "flagged"
    SEALED = "sealed"


_NUMBERS = {kind: f"4226000100{number}" for number, kind in enumerate(Kind, start=1)}
_FLAGS = {Kind.FLAGGED: ["domestic_abuse"], Kind.SEALED: ["sealed"]}
# Of the sealed case the officer is of the team that looks: even so it is theirs alone.
KEEPERS = {
    Kind.OURS: ("9003", TEAM),
    Kind.THEIRS: ("9001", FAR),
    Kind.FLAGGED: ("9001", FAR),
    Kind.SEALED: ("9002", TEAM),
}


@dataclass(frozen=True)
class Made:
    """One case, with the ids of what hangs on it."""

    kind: Kind
    force: ForceName
    case_id: CaseId
    person_id: PersonId
    message: UUID
    written: UUID
    items: Sequence[UUID]
    matter: UUID
    call: UUID

    @property
    def reference(self) -> str:
        """What both forces call it."""
        return _NUMBERS[self.kind]

    @property
    def canary(self) -> str:
        """A word that nothing but this case of this force holds."""
        return canary(self.force, self.kind)


@dataclass
class World:
    """Both forces, with a browser for each who has signed in."""

    now: datetime
    cases: dict[tuple[ForceName, Kind], Made] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def case(self, kind: Kind, force: ForceName = HERE) -> Made:
        """Return one of the cases."""
        return self.cases[force, kind]

    def keeper(self, kind: Kind, force: ForceName = HERE) -> Staff:
        """Return who has one of the cases."""
        return self.staff[keeper(kind, force)]

    def join(self, who: str, new: NewStaff, force: ForceName = HERE) -> None:
        """Add somebody, and sign them in."""
        self.staff[who] = a_member(new, now=self.now, force=force)
        self.browsers[who] = Client()
        sign_in_staff(self.browsers[who], self.staff[who], now=self.now)


def keeper(kind: Kind, force: ForceName = HERE) -> str:
    """Return what the browser is called of who has a case."""
    return f"{KEEPERS[kind][0]} {force}"


def canary(force: ForceName, kind: Kind) -> str:
    """Return the word that stands all over one case of one force."""
    return f"Wren{force}{kind}"


def a_world(now: datetime) -> World:
    """Build both forces. Who looks is called by their role; `everything` is of the other force, in all roles."""
    world = World(now)
    copy_force(THERE, like=HERE, now=now)
    for force in (HERE, THERE):
        _keepers(world, force)
        added = add_source(NewSource(force, f"rms-{force}", "push", SourceState.LIVE), now=now)
        for kind in Kind:
            document = _document(force, kind, now)
            result = take(source_by_id(added.id), event(document, f"{force}-{kind}"), now=now)
            assert result.rejected == (), result.rejected
            world.cases[force, kind] = _fill(world, force, kind)
    for role in StaffRole:
        world.join(role.value, NewStaff(f"N{len(world.staff):03}", f"Looker {role}", TEAM, frozenset({role})))
    world.join("everything", NewStaff("7777", "Widest Otherton", TEAM, frozenset(StaffRole)), THERE)
    return world


def _keepers(world: World, force: ForceName) -> None:
    roles = frozenset({StaffRole.OFFICER})
    for number, team in sorted(set(KEEPERS.values())):
        world.join(f"{number} {force}", NewStaff(number, f"Keeper{force}", team, roles), force)


def _document(force: ForceName, kind: Kind, now: datetime) -> dict[str, Any]:
    word = canary(force, kind)
    number, team = KEEPERS[kind]
    hearing = {
        "id": "h1", "kind": "trial", "court": f"{word} Crown Court", "status": "listed", "witnesses": ["p1"],
        "starts_at": (now + timedelta(hours=3)).isoformat(), "received_at": (now - timedelta(days=2)).isoformat(),
    }  # fmt: skip
    document = changed(
        ALLOCATED, reference=_NUMBERS[kind], force=force, flags=_FLAGS.get(kind, []), appointments=[],
        incident_reference=None, summary=f"What {word} saw.", hearings=[hearing], supervisor=None,
        property=[{"id": "pr1", "description": f"{word} ring", "status": "stolen", "at": None}],
        officer={"collar_number": number, "rank": "PC", "name": f"Pat {word}", "team": team},
    )  # fmt: skip
    document["people"][0]["family_name"] = "Sample"
    if kind is Kind.SEALED:
        document["people"][0] |= {"given_name": f"Given{word}", "family_name": word}
        document["people"][0]["contact"] = {"mobile": "07700 900999", "email": f"{word}@example.org"}
    return document


def _fill(world: World, force: ForceName, kind: Kind) -> Made:
    word, now = canary(force, kind), world.now
    case_id = case_id_by_reference(_NUMBERS[kind], kind=CaseKind.CRIME, force=force)
    assert case_id is not None
    with in_force(force):
        person_id = PersonId(Person.objects.values_list("id", flat=True).get(case_id=case_id, ref="p1"))
    made = _ids(force, kind, case_id, person_id, _planned(force, case_id, person_id, now))
    write_to_officer(person_id, text=f"{word} asks for news.", waypost_id=made.written, force=force, now=now)
    wishes = [_wish(made, item_id, desk, word) for item_id, desk in zip(made.items, Desk, strict=True)]
    open_items(wishes, force=force, now=now)
    keeper = world.keeper(kind, force)
    log_call(
        NewCall(made.call, next(iter(call_reasons())).code, False, case_id=case_id, note=f"{word} called."),
        force=force, by=keeper.actor, now=now,
    )  # fmt: skip
    today = now.astimezone(LONDON).date()
    matter = NewMatter(
        made.matter, case_id, person_id, MatterKind.COMPLAINT, CameBy.PHONE, today, f"{word} complains of the wait."
    )
    record_matter(matter, by=keeper, now=now)
    return made


def _ids(force: ForceName, kind: Kind, case_id: CaseId, person_id: PersonId, message: UUID) -> Made:
    return Made(kind, force, case_id, person_id, message, uuid4(), [uuid4() for _ in Desk], uuid4(), uuid4())


def _planned(force: ForceName, case_id: CaseId, person_id: PersonId, now: datetime) -> UUID:
    intent = Intent(
        run_id=int(case_id), step="tell", visit=1, case_id=case_id, person_id=person_id,
        template="crime_recorded_adult", trigger="crime.recorded", event_number=1, item=None,
        not_before=None, expires_at=None, tell_by=None,
    )  # fmt: skip
    (planned,) = plan_messages([intent], force=force, now=now)
    assert planned.message_id is not None
    return planned.message_id


def _wish(made: Made, item_id: UUID, desk: Desk, word: str) -> NewItem:
    return NewItem(
        item_id=item_id, case_id=made.case_id, person_id=made.person_id, person_ref="p1", kind=ItemKind.CALL,
        desk=desk, matter=f"call {desk}", reason="oic.assigned", text=f"Call {word} about the {desk}.",
    )  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What came back, and the lines that the audit log has of it."""

    status: int
    body: str
    headers: str
    location: str
    lines: Sequence[AuditEvent]

    @property
    def all(self) -> str:
        """Everything that left the server, as it is read."""
        return f"{self.headers}\n{self.body}"

    @property
    def page(self) -> tuple[int, str]:
        """The answer without what is another at each request by its nature: a form's token, a request's id."""
        return self.status, re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", self.body)


def look(world: World, who: str, path: str, *, post: Mapping[str, Any] | None = None) -> Look:
    """Send one request as somebody, and return it with its lines of the audit log."""
    browser, staff = world.browsers[who], world.staff[who]
    if who not in world.seen:
        _new_lines(world, who, staff)
    answer = browser.get(path) if post is None else browser.post(path, post)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = answer.content.decode("utf-8", "replace")
    location = answer.headers.get("Location", "")
    return Look(answer.status_code, body, headers, location, _new_lines(world, who, staff))


def find(world: World, who: str, typed: str) -> Look:
    """Type something into the box of the page of finding, and go where it leads."""
    led = look(world, who, "/staff/find/", post={"q": typed})
    assert led.status == 302, led.body
    return look(world, who, led.location)


def _new_lines(world: World, who: str, staff: Staff) -> Sequence[AuditEvent]:
    """Return what the log has of somebody since it was looked at last; numbers go up, also over what is rolled back."""
    with in_force(staff.force):
        rows = AuditEvent.objects.filter(force=staff.force, actor_id=staff.id, id__gt=world.seen.get(who, 0))
        found = list(rows.order_by("id"))
    world.seen[who] = max([world.seen.get(who, 0), *(line.pk for line in found)])
    return found
