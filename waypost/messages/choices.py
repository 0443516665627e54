"""What a victim has refused in the portal, and what is sent all the same. Pure."""

from collections.abc import Iterable

from waypost.cases.values import ContactPlan, OptOut, Purpose
from waypost.messages.values import Channel, MessageClass, Reason

_PURPOSES = {MessageClass.SERVICE: Purpose.SERVICE, MessageClass.SURVEY: Purpose.SURVEY}
_SWITCHED_OFF = frozenset(channel.value for channel in Channel)


def refusal(
    opt_outs: Iterable[OptOut], *, channel: Channel, message_class: MessageClass, plan: ContactPlan | None
) -> Reason | None:
    """
    Return why a message of this class does not go by this channel, or None.

    What the Victims' Code demands, and what is immediate, is refused only by whoever refuses a channel for all
    purposes; what the Code demands is then told another way, by a person if there is no other. Of anything else no
    letter takes the place of what was switched off, unless the plan names letters: the page has no box for them.

    *Source:* domain.md SC14; design 1.4 and 1.6; docs/adr/0017-letters.md.
    """
    purpose = _PURPOSES.get(message_class)
    channels = {None, channel.value, channel.worded_as.value}
    if channel is Channel.LETTER and purpose is not None and not _names_letters(plan):
        channels |= _SWITCHED_OFF
    if not any(opt_out.channel in channels and opt_out.purpose in {None, purpose} for opt_out in opt_outs):
        return None
    return Reason.CHANNEL_OPTED_OUT if message_class is MessageClass.STATUTORY else Reason.OPTED_OUT


def _names_letters(plan: ContactPlan | None) -> bool:
    return plan is not None and Channel.LETTER in (plan.channels or ())
