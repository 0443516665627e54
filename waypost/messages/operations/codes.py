"""Sign-in codes: handed over while the victim waits, written nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from waypost.base.crashpoints import crashpoint
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import ForceName, MessageId, PersonId
from waypost.messages.addresses import plain_addresses
from waypost.messages.circumstances import (
    Circumstances,
    Subject,
    Wanted,
    judge,
    question,
    read_circumstances,
    template_for,
)
from waypost.messages.gates import GATES, Gate
from waypost.messages.gates.contact import recipient
from waypost.messages.guards import NOTHING_NEW
from waypost.messages.models import Attempt, Message, Reference
from waypost.messages.operations.claim import Lease, reference
from waypost.messages.operations.pausing import carriers
from waypost.messages.operations.record import Recording, record
from waypost.messages.operations.words import sender
from waypost.messages.providers import Provider, SendRequest
from waypost.messages.providers.set_up import routes_set_up
from waypost.messages.reach import channels_for
from waypost.messages.reasons import MEANINGS
from waypost.messages.render import CannotRender, render
from waypost.messages.rows import CODE_TEMPLATE, move
from waypost.messages.stops import Stoppable
from waypost.messages.values import (
    AnswerKind,
    Channel,
    MessageClass,
    MessageState,
    Owner,
    Reason,
    SendMode,
    Verdict,
)
from waypost.messages.wording import text_flags, text_values

_TRIGGER = "portal.code_requested"
_USEFUL_FOR = timedelta(minutes=10)
_OF_NOTHING = sha256(b"").hexdigest()
# Nobody but this process holds the code, so nobody else keeps to this.
_NO_LIMIT = float("inf")
# It is handed over in the moment in which its gates were asked.
_ASKED_FOR = Stoppable("", "", frozenset())


class NoSuchRecipient(LookupError):
    """The force has no such person, or the person is no longer in the case."""


@dataclass(frozen=True)
class CodeToSend:
    """A code and whom it is for. The code is in no representation, so no log can hold it by accident."""

    person_id: PersonId
    code: str = field(repr=False)


@dataclass(frozen=True)
class Courier:
    """Who carries a code, by which channels, past which gates."""

    providers: Mapping[Channel, Provider]
    gates: Sequence[Gate]


def send_sign_in_code(person_id: PersonId, *, code: str, force: ForceName, now: datetime) -> MessageState:
    """
    Send a code to the contact on record at once, if every gate but the hours' says yes; return what became of it.

    It goes by one channel: the first that was agreed, of text and e-mail.

    Call it outside of any transaction: the provider is called before this returns. A code that a gate stops, or
    that the provider does not take, is not tried again; the person asks for another.

    :raises NoSuchRecipient: if there is nobody to send it to.
    """
    courier = Courier(providers=carriers(routes_set_up(force), force=force, now=now), gates=GATES)
    return carry_code(CodeToSend(person_id, code), courier=courier, force=force, now=now)


def carry_code(to_send: CodeToSend, *, courier: Courier, force: ForceName, now: datetime) -> MessageState:
    """Do as `send_sign_in_code` says, by this courier."""
    with in_force(force):
        row, request = _write_down(to_send, courier, force=force, now=now)
        crashpoint("code.before_commit")
    crashpoint("code.after_commit")
    provider = courier.providers.get(Channel(row.channel))
    if request is None or provider is None:
        return MessageState(row.state)
    said = provider.send(request)
    crashpoint("code.after_call")
    lease = Lease(MessageId(row.id), row.lease_token, request, _NO_LIMIT, _ASKED_FOR)
    record([(lease, said)], Recording(force=force, provider=provider, now=now))
    with in_force(force):
        return MessageState(Message.objects.values_list("state", flat=True).get(id=row.id))


def _write_down(
    to_send: CodeToSend, courier: Courier, *, force: ForceName, now: datetime
) -> tuple[Message, SendRequest | None]:
    """Write down that a code is sent, or why not; return with it what to hand over, if anything."""
    wanted = Wanted([to_send.person_id], replaced_runs=(), channels_set_up=frozenset(courier.providers))
    # Each is asked for by who gets it: no mistake of ours sends many, and whoever waits for one waits for nobody else.
    circumstances = replace(read_circumstances(wanted, force=force, now=now), bulk=NOTHING_NEW)
    if to_send.person_id not in circumstances.facts:
        raise NoSuchRecipient(to_send.person_id)
    channel = _channel(to_send.person_id, circumstances)
    subject = Subject(to_send.person_id, CODE_TEMPLATE, channel, _TRIGGER, "", now + _USEFUL_FOR)
    verdict = judge(subject, circumstances, gates=courier.gates)
    row = _row(subject, verdict, circumstances, force=force)
    request = _request(row, to_send, subject, circumstances) if _passes(verdict) else None
    provider = courier.providers.get(channel)
    if request is None or provider is None:
        _stop(row, verdict.outcome.reason or Reason.TEXT_UNFIT, now=now)
        return row, None
    row.lease_token, row.due_at = 1, now + timedelta(seconds=2 * provider.timeout_s)
    move(row, MessageState.LEASED, reason=None, owner=Owner.NOBODY, now=now)
    row.save(force_insert=True)
    _write_attempt(row, request, provider, now=now)
    return row, request


def _channel(person_id: PersonId, circumstances: Circumstances) -> Channel:
    template = circumstances.library.templates.get(CODE_TEMPLATE)
    if template is None:
        return Channel.SMS
    facts = circumstances.facts[person_id]
    channels = channels_for(template, facts, circumstances.settings, today=circumstances.today)
    # WhatsApp takes codes in templates of their own kind only.
    return next((one for one in channels if one is not Channel.WHATSAPP), Channel.SMS)


def _passes(verdict: Verdict) -> bool:
    return verdict.outcome.kind is AnswerKind.PASS


def _stop(row: Message, reason: Reason, *, now: datetime) -> None:
    """Write down why no code went. It is never held: when it was released, nobody would wait for it any more."""
    move(row, MessageState.SUPPRESSED, reason=reason, owner=MEANINGS[reason].owner, now=now)
    row.save(force_insert=True)


def _request(row: Message, to_send: CodeToSend, subject: Subject, circumstances: Circumstances) -> SendRequest | None:
    """Return what to hand over, with the code in its words, or None where the words cannot be made."""
    template = template_for(subject, circumstances)
    if template is None:
        return None
    asked = question(subject, circumstances.facts[subject.person_id], template, circumstances)
    values = {**text_values(asked, addresses=plain_addresses(settings.BASE_URL)), "code": to_send.code}
    address, flags, channel = recipient(asked).value, text_flags(asked), subject.channel
    try:
        rendered = render(template, channel=channel, values=values, flags=flags, discreet=asked.is_discreet)
    except CannotRender:
        return None
    name = reference(MessageId(row.id), number=1)
    if not address:
        return None
    return SendRequest(
        name, channel, address, rendered.body, subject=rendered.subject, html=rendered.html, sender=sender(asked)
    )


def _row(subject: Subject, verdict: Verdict, circumstances: Circumstances, *, force: ForceName) -> Message:
    facts = circumstances.facts[subject.person_id]
    template = template_for(subject, circumstances)
    return Message(
        id=new_id(),
        force=force,
        case_id=facts.case.case_id,
        person_id=subject.person_id,
        person_ref=facts.person.ref,
        channel=subject.channel,
        template=CODE_TEMPLATE,
        template_version=template.version if template else 0,
        text_key=template.key if template else "",
        trigger=subject.trigger,
        mode=SendMode.AUTOMATIC,
        message_class=MessageClass.IMMEDIATE,
        expires_at=subject.expires_at,
        gates=[answer.to_json() for answer in verdict.answers],
        due_at=circumstances.now,
        planned_at=circumstances.now,
        state_at=circumstances.now,
    )


def _write_attempt(row: Message, request: SendRequest, provider: Provider, *, now: datetime) -> None:
    """Write down that a code is handed over, and to which contact: not the code, not the words."""
    Reference.objects.create(reference=request.reference, force=row.force)
    Attempt.objects.create(
        reference=request.reference,
        force=row.force,
        message=row,
        number=1,
        provider=provider.name,
        recipient=request.recipient,
        template_version=row.template_version,
        text_key=row.text_key,
        body="",
        body_digest=_OF_NOTHING,
        gates=row.gates,
        lease_token=row.lease_token,
        leased_at=now,
    )
