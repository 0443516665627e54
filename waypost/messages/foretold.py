"""What would become of messages if they were wanted now: the same gates are asked, nothing is written or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.circumstances import Wanted, judge, read_circumstances
from waypost.messages.gates import GATES
from waypost.messages.planning import channels_of, expiry, subject_of_intent
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.values import AnswerKind, Channel, Intent


@dataclass(frozen=True)
class Foretold:
    """One message that would be: by which channel, and what the gates say; `sentence` holds nobody's name or number."""

    case_id: CaseId
    person_id: PersonId
    template: str
    channel: Channel
    kind: AnswerKind
    sentence: str


def foretell_messages(intents: Sequence[Intent], *, force: ForceName, now: datetime) -> Sequence[Foretold]:
    """Return what would become of these, in their order; a fixed number of queries however many there are."""
    if not intents:
        return []
    with in_force(force):
        wanted = Wanted([one.person_id for one in intents], (), channels_set_up(force), has_survey=False)
        around = read_circumstances(wanted, force=force, now=now)
    found = []
    for intent in intents:
        until = expiry(intent, around.library.templates.get(intent.template), now=now)
        for channel in channels_of(intent, around):
            said = judge(subject_of_intent(intent, channel=channel, expires_at=until), around, gates=GATES).outcome
            found.append(Foretold(intent.case_id, intent.person_id, intent.template, channel, said.kind, said.sentence))
    return found
