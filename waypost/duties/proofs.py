"""What may prove that somebody was told, in the words of the rules: messages, pages, calls. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from waypost.access.queries import PageView
from waypost.duties.duty import Told
from waypost.duties.subjects import read_subject
from waypost.duties.values import ToldBy
from waypost.messages.queries import Telling
from waypost.messages.values import MessageState
from waypost.worklist.values import RecordedCall

CASE_PAGE = "case"
"""The portal's page of one case, in the words of `content/duties`."""


def told_by(tellings: Sequence[Telling], views: Iterable[PageView], calls: Iterable[RecordedCall]) -> Iterator[Told]:
    """Yield what may prove something; whether it does is for the rules."""
    yield from (_of_message(one) for one in tellings if one.state is MessageState.DELIVERED)
    yield from map(_of_view, views)
    asked_for = {one.act: one for one in tellings if not one.is_digest}
    yield from (_of_call(call, asked_for.get(call.subject)) for call in calls)


def _of_message(telling: Telling) -> Told:
    delivered_at = telling.delivered_at or telling.state_at
    return Told(
        at=delivered_at,
        as_of=telling.worded_at or telling.planned_at,
        person_id=telling.person_id,
        by=ToldBy.DELIVERY,
        reference=str(telling.message_id),
        channel=telling.channel.value,
        # What a digest joins it does not tell: its own words name none of it.
        duty="" if telling.is_digest else telling.duty,
        template="" if telling.is_digest else telling.template,
        event_number=telling.event_number,
        item=telling.item,
        held=telling.held,
        is_discreet=telling.is_discreet,
        is_inferred=telling.is_inferred,
        changed_text=telling.changed_text,
    )


def _of_view(view: PageView) -> Told:
    return Told(
        at=view.at,
        as_of=view.at,
        person_id=view.person_id,
        by=ToldBy.PAGE,
        reference=view.reference,
        page=CASE_PAGE,
    )


def _of_call(call: RecordedCall, message: Telling | None) -> Told:
    """Return a call in which the person was spoken to; what it was about, the clock or the message says."""
    duty, event_number = read_subject(call.subject) or ("", None)
    return Told(
        at=call.answered_at,
        as_of=call.answered_at,
        person_id=call.person_id,
        by=ToldBy.OFFICER,
        reference=str(call.item_id),
        channel="call",
        duty=call.duty or duty or (message.duty if message else ""),
        template=message.template if message else "",
        event_number=message.event_number if message else event_number,
        item=message.item if message else "",
    )
