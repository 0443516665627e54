"""A small content folder without a fault, for tests that break one thing of it."""

from collections.abc import Mapping
from pathlib import Path

CONTENT = Path(__file__).parents[4] / "content"

VISIT = """\
title: Confirm a visit, remind of it, and ask how it went
phase: 1
topic: visit
start:
  events: [appointment.booked, appointment.changed]
  where:
    - { fact: case.kind, is: crime }
    - { fact: person.kind, is_not: organisation }
  to: person
  once_for: event
end_on:
  - { event: appointment.cancelled, same_item: true }
  - { event: appointment.withdrawn, same_item: true }
  - { event: crime.merged }
supersede: item
expire_after: { days: 60 }
digest: never
steps:
  - send: visit_confirmed
    until: { date: appointment.starts_at }
  - id: day_before
    wait_until: { date: appointment.starts_at, days_before: 1, at: "10:00" }
    if_past: go_on
    stands_for: appointment.reminder_due
  - id: which
    branch:
      - where:
          - { fact: appointment.kind, is: phone_call }
        go_to: heard
      - where:
          - { fact: case.group, in: [burglary-residential, arson] }
        go_to: calls
    otherwise: reminder
  - id: calls
    task: call
    script: visit_script
    due: { working_days: 1 }
  - id: reminder
    send: visit_reminder
  - id: heard
    wait_for: { events: [oic.changed], up_to: { days: 5 } }
    then: end
    if_late: ask
  - id: ask
    survey: visit_survey
"""
OFFICER = """\
title: Tell the victim that an officer has the case
phase: 1
start:
  events: [oic.assigned]
  where:
    - { fact: person.kind, is_not: organisation }
  to: victims
  once_for: event
end_on:
  - { event: oic.removed }
digest: never
steps:
  - send: officer_named
"""
_HEAD = """\
id: {id}
note: First version, made up.
language: en
mode: A
class: {kind}
duty: {duty}
audience: adult
valid_for_hours: 48
placeholders: [{placeholders}]
"""
_DISCREET = """\
sms_discreet: There is news for you. Your reference is ((reference)).
"""
CONFIRMED = (
    _HEAD.format(
        id="visit_confirmed",
        kind="service",
        duty="null",
        placeholders="force_name, reference, appointment_date, force_phone",
    )
    + """\
sms: >-
  ((force_name)): we will see you on ((appointment_date)).((replaces?? This is a new day.))
"""
    + _DISCREET
    + """\
email:
  subject: We will see you on ((appointment_date))
  body: |
    We will see you on ((appointment_date)).

    # How to reach us

    * Call us on ((force_phone)).
    * Give us your reference: ((reference)).
email_discreet:
  subject: Your reference ((reference))
  body: |
    There is news for you. Your reference is ((reference)).
"""
)
REMINDER = (
    _HEAD.format(
        id="visit_reminder", kind="service", duty="null", placeholders="force_name, reference, appointment_date"
    )
    + "sms: '((force_name)): we will see you on ((appointment_date)).'\n"
    + _DISCREET
)
SURVEY = (
    _HEAD.format(id="visit_survey", kind="survey", duty="null", placeholders="force_name, reference")
    + "sms: '((force_name)): how did we do? Tell us about ((reference)).'\n"
    + _DISCREET
)
SCRIPT = (
    _HEAD.format(id="visit_script", kind="service", duty="null", placeholders="reference")
    + "script: We call about your report ((reference)). Is this a good time to talk?\n"
)
NAMED = (
    _HEAD.format(id="officer_named", kind="statutory", duty="D10", placeholders="force_name, reference, officer_name")
    + "sms: '((force_name)): ((officer_name)) is the officer for your report.'\n"
    + _DISCREET
)
_OF = "id: officer_named_welsh\nversion_of: officer_named\ntranslation: draft"
WELSH = NAMED.replace("id: officer_named", _OF).replace("language: en", "language: cy")

FILES: Mapping[str, str] = {
    "journeys/visit.yaml": VISIT,
    "journeys/officer.yaml": OFFICER,
    "messages/en/visit_confirmed.yaml": CONFIRMED,
    "messages/en/visit_reminder.yaml": REMINDER,
    "messages/en/visit_survey.yaml": SURVEY,
    "messages/en/visit_script.yaml": SCRIPT,
    "messages/en/officer_named.yaml": NAMED,
    "messages/cy/officer_named_welsh.yaml": WELSH,
}


def write(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write the files under a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
