"""
A member of staff stops messages to somebody's number, address or all of it; and a supervisor lets them go on.

From the commit of this on nothing leaves: what is queued is asked again when it is leased, what is leased before its
call; and every visit of whoever has that contact ends at the next click.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from waypost.access.audit import audit_people, record_audit
from waypost.access.permissions import Action
from waypost.access.sign_in import end_visits, shut_out, unlock_invitation
from waypost.access.values import Actor
from waypost.base.ids import new_id
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.choices import ContactKind, WhyFrozen, contacts_of
from waypost.cases.frozen_contacts import Frozen, entries_with, freeze_contact, lift_frozen_contact
from waypost.cases.operations import add_to_outbox, lock_cases
from waypost.cases.queries import delivery_facts
from waypost.cases.values import DeliveryFacts, OutboxKind
from waypost.messages.asking_words import asking_words
from waypost.messages.circumstances import Wanted, read_circumstances
from waypost.messages.gates import GATES
from waypost.messages.models import Message
from waypost.messages.operations.claim import look_again
from waypost.messages.operations.in_hand import NotDone
from waypost.messages.operations.plan import reconsider_held
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.values import UNSENT
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.values import Desk, ItemKind, Matter, NewItem

_MATTER = "contact_frozen_by_staff"
_LONGEST_REASON = 200
_MOST_AT_ONCE = 500


def freeze(
    person_id: PersonId, *, kinds: Collection[ContactKind], why: str, force: ForceName, by: Actor, now: datetime
) -> None:
    """
    Let nothing go to these contacts of a person any more, in the whole force, and end every visit of theirs.

    The officer is asked to find out how to reach them, and the crime system's log is told.

    :raises NotDone: if there is no reason, no such contact on record, or the person is no longer in the case.
    """
    again_after_deadlock(lambda: _freeze(person_id, kinds=kinds, why=why, force=force, by=by, now=now))


def lift(
    person_id: PersonId, *, kinds: Collection[ContactKind], why: str, force: ForceName, by: Actor, now: datetime
) -> None:
    """
    Let messages go to these contacts again, whatever froze them, and open the person's page; the log keeps the reason.

    Whether somebody may say so is asked by the door.

    :raises NotDone: if there is no reason, or nothing of it is frozen.
    """
    again_after_deadlock(lambda: _lift(person_id, kinds=kinds, why=why, force=force, by=by, now=now))


def _freeze(
    person_id: PersonId, *, kinds: Collection[ContactKind], why: str, force: ForceName, by: Actor, now: datetime
) -> None:
    reason = _reason(why)
    with in_force(force):
        facts = _locked(person_id, force=force)
        keys = _keys(facts, kinds)
        if not keys:
            raise NotDone("There is no such number or address on record that could be stopped.")
        for key, kind in keys.items():
            freeze_contact(Frozen(kind, key, WhyFrozen.STAFF, person_id), force=force, by=by, now=now)
        shut_out(person_id, force=force, by=by, now=now)
        _end_visits_elsewhere(keys, facts, by=by, now=now)
        _hold_at_once(facts, force=force, now=now)
        open_items([_item(facts, reason)], force=force, now=now)
        _note(facts, "note", reason, now=now)
        _audit(Action.CONTACT_FROZEN, facts, keys, by=by, now=now)


def _lift(
    person_id: PersonId, *, kinds: Collection[ContactKind], why: str, force: ForceName, by: Actor, now: datetime
) -> None:
    reason = _reason(why)
    with in_force(force):
        facts = _locked(person_id, force=force)
        keys = {key: kind for key, kind in _keys(facts, kinds).items() if key in facts.frozen}
        for key, kind in keys.items():
            lift_frozen_contact(kind, key, force=force, by=by, now=now)
        if not keys:
            raise NotDone("Nothing of this person's is stopped.")
        unlock_invitation(person_id, force=force, by=by, now=now)
        asked = Matter(facts.case.case_id, person_id, ItemKind.MEND, _MATTER)
        withdraw_matters([asked], force=force, reason="lifted", now=now)
        reconsider_held([facts.case.case_id], force=force, now=now)
        _note(facts, "lifted", reason, now=now)
        _audit(Action.CONTACT_LIFTED, facts, keys, by=by, now=now)


def _reason(why: str) -> str:
    reason = " ".join(why.split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise NotDone(f"Say why, in up to {_LONGEST_REASON} characters.")
    return reason


def _locked(person_id: PersonId, *, force: ForceName) -> DeliveryFacts:
    found = delivery_facts([person_id], force=force).get(person_id)
    if found is None:
        raise NotDone("This person is no longer in the case.")
    lock_cases([found.case.case_id])
    facts = delivery_facts([person_id], force=force).get(person_id)
    if facts is None:
        raise NotDone("This person is no longer in the case.")
    return facts


def _keys(facts: DeliveryFacts, kinds: Collection[ContactKind]) -> Mapping[str, ContactKind]:
    return {key: kind for key, kind in contacts_of(facts.person).items() if kind in kinds}


def _end_visits_elsewhere(keys: Collection[str], facts: DeliveryFacts, *, by: Actor, now: datetime) -> None:
    """
    End the visits of everybody else who has one of these contacts: whoever reads there may have their page open.

    They may sign in again, by a code to another contact.
    """
    force, mine = facts.case.force, facts.person.person_id
    others = {one: case_id for one, case_id in entries_with(keys, force=force).items() if one != mine}
    if others:
        end_visits(list(others), force=force, now=now)
        audit_people(Action.CONTACT_FROZEN, others, by=by, force=force, now=now)


def _hold_at_once(facts: DeliveryFacts, *, force: ForceName, now: datetime) -> None:
    """Ask the gates again about what has not left to this person, so that the page shows at once that it stands."""
    person_id = facts.person.person_id
    rows = list(
        Message.objects.select_for_update(skip_locked=True)
        .filter(force=force, case_id=facts.case.case_id, person_id=person_id, state__in=list(UNSENT))
        .order_by("id")[:_MOST_AT_ONCE]
    )
    if rows:
        runs = {run_id for row in rows for run_id in row.replaces}
        wanted = Wanted([person_id], runs, channels_set_up(force))
        look_again(rows, read_circumstances(wanted, force=force, now=now), gates=GATES)


def _item(facts: DeliveryFacts, reason: str) -> NewItem:
    return NewItem(
        item_id=new_id(),
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        person_ref=facts.person.ref,
        kind=ItemKind.MEND,
        desk=Desk.OIC,
        matter=_MATTER,
        reason="contact_frozen",
        text=str(asking_words()["frozen"]["mend"]).format(why=reason),
    )


def _note(facts: DeliveryFacts, words: str, reason: str, *, now: datetime) -> None:
    text = str(asking_words()["frozen"][words]).format(why=reason)
    add_to_outbox(
        facts.case.case_id,
        force=facts.case.force,
        kind=OutboxKind.NOTE,
        waypost_id=new_id(),
        payload={"person": facts.person.ref, "text": text, "at": now.isoformat()},
        now=now,
    )


def _audit(action: Action, facts: DeliveryFacts, keys: Mapping[str, ContactKind], *, by: Actor, now: datetime) -> None:
    record_audit(
        action,
        by=by,
        force=facts.case.force,
        now=now,
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        fields=sorted(set(keys.values())),
    )
