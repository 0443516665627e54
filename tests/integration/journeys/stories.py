"""Journeys of the tests' own, so that the shipped ones may change; the texts are shipped ones."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from waypost.base.content import ContentFile, load_files
from waypost.base.models import ContentVersion

RECORDED_STORY = """
title: Confirm that the crime is recorded
phase: 1
start: { events: [crime.recorded, victim.added], to: victims, once_for: case }
end_on: [{ event: crime.cancelled }, { event: crime.merged }, { event: crime.transferred }]
digest: never
steps:
  - send: crime_recorded_adult
"""
ASSIGNED_STORY = """
title: Tell the victim that an officer has the case
phase: 1
start: { events: [oic.assigned], to: victims, once_for: event }
end_on:
  - { event: oic.changed }
  - { event: oic.removed }
  - { event: outcome.assigned }
  - { event: case.closed }
  - { event: crime.cancelled }
digest: never
steps:
  - send: alloc_officer_assigned
"""
CHANGED_STORY = """
title: Tell the victim that another officer has the case
phase: 1
start: { events: [oic.changed], to: victims, once_for: event }
end_on:
  - { event: oic.changed }
  - { event: oic.removed }
  - { event: outcome.assigned }
  - { event: case.closed }
  - { event: crime.cancelled }
digest: never
steps:
  - send: alloc_officer_changed
"""
APPOINTMENT_STORY = """
title: Confirm an appointment, and remind of it on the day before
phase: 1
start: { events: [appointment.booked, appointment.changed], to: person, once_for: event }
end_on:
  - { event: appointment.changed, same_item: true }
  - { event: appointment.cancelled, same_item: true }
  - { event: appointment.missed, same_item: true }
  - { event: appointment.withdrawn, same_item: true }
  - { event: crime.cancelled }
digest: never
steps:
  - send: attend_scheduled_confirmed
    until: { date: appointment.starts_at }
  - wait_until: { date: appointment.starts_at, days_before: 1, at: "10:00" }
    if_past: end
  - send: attend_appointment_reminder
    until: { date: appointment.starts_at, days_before: 1, at: "18:00" }
"""
CANCELLED_STORY = """
title: Tell the victim that an appointment is cancelled
phase: 1
start: { events: [appointment.cancelled], to: person, once_for: event }
digest: never
steps:
  - send: attend_appointment_cancelled
"""
CALL_STORY = """
title: Have the victim called when an officer is assigned
phase: 1
start: { events: [oic.assigned], to: victims, once_for: event }
end_on: [{ event: crime.cancelled }]
digest: never
steps:
  - task: call
    script: out_filed_no_suspect
    due: { working_days: 2, at: "17:00" }
  - send: alloc_officer_assigned
"""
STORIES = {
    "crime-recorded": RECORDED_STORY,
    "officer-assigned": ASSIGNED_STORY,
    "officer-changed": CHANGED_STORY,
    "appointment-booked": APPOINTMENT_STORY,
    "appointment-cancelled": CANCELLED_STORY,
}


def publish(name: str, text: str, *, now: datetime) -> None:
    """Put a version of a journey in force."""
    load_files([ContentFile("journeys", name, Path(f"{name}.yaml"), text)], now=now)


def put_in_force(stories: Mapping[str, str], *, now: datetime) -> None:
    """Put these journeys in force, and no others."""
    ContentVersion.objects.filter(kind="journeys", state="live").update(state="retired")
    for name, text in stories.items():
        publish(name, text, now=now)


@contextmanager
def in_force_for_a_while(stories: Mapping[str, str], *, now: datetime) -> Iterator[None]:
    """Put these journeys in force where transactions commit; afterwards the shipped ones are as they were."""
    live = list(ContentVersion.objects.filter(kind="journeys", state="live").values_list("pk", flat=True))
    known = list(ContentVersion.objects.values_list("pk", flat=True))
    put_in_force(stories, now=now)
    try:
        yield
    finally:
        ContentVersion.objects.exclude(pk__in=known).delete()
        ContentVersion.objects.filter(pk__in=live).update(state="live")
