"""What a victim has refused in the portal, and what is sent all the same. Pure."""

from collections.abc import Iterable

from waypost.cases.values import OptOut, Purpose
from waypost.messages.values import Channel, MessageClass, Reason

_PURPOSES = {MessageClass.SERVICE: Purpose.SERVICE, MessageClass.SURVEY: Purpose.SURVEY}


def refusal(opt_outs: Iterable[OptOut], *, channel: Channel, message_class: MessageClass) -> Reason | None:
    """
    Return why a message of this class does not go by this channel, or None.

    What the Victims' Code demands, and what is immediate, is refused only by whoever refuses a channel for all
    purposes; what the Code demands is then told another way, by a person if there is no other.

    *Source:* domain.md SC14; design 1.4 and 1.6.
    """
    purpose = _PURPOSES.get(message_class)
    is_refused = any(
        opt_out.channel in {None, channel.value, channel.worded_as.value} and opt_out.purpose in {None, purpose}
        for opt_out in opt_outs
    )
    if not is_refused:
        return None
    return Reason.CHANNEL_OPTED_OUT if message_class is MessageClass.STATUTORY else Reason.OPTED_OUT
