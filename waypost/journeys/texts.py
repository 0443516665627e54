"""What the rules ask of the texts in force."""

from collections.abc import Mapping

from waypost.journeys.rules import TextFacts
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import MessageClass, SendMode

_JOINED = frozenset({MessageClass.STATUTORY, MessageClass.SERVICE})


def text_facts(templates: Mapping[str, MessageTemplate]) -> Mapping[str, TextFacts]:
    """
    Return what the rules ask of these texts, by id.

    News comes in one message with other news only where it would go by itself: a digest must tell nothing that an
    officer confirms first, calls about first, or that is never pushed; for some recipients is enough.
    *Source:* design 1.4.
    """
    return {
        name: TextFacts(may_join=_may_join(found), valid_for=found.valid_for, duty=found.duty or "")
        for name, found in templates.items()
    }


def _may_join(template: MessageTemplate) -> bool:
    modes = {template.mode, template.mode_enhanced}
    return modes == {SendMode.AUTOMATIC} and template.message_class in _JOINED
