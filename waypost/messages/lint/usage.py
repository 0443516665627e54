"""Whether a message's placeholders and flags are known, declared, used, and allowed where they stand."""

from collections.abc import Iterator

from waypost.messages import syntax
from waypost.messages.lint.shape import nearest
from waypost.messages.lint.texts import MOST_FLAGS
from waypost.messages.lint.values import Found, Message, Text
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS
from waypost.messages.values import Channel, MessageClass

_NAMES_OF_THE_RECIPIENT = ("given_name", "family_name", "name", "first_name", "victim_name", "recipient_name")


def check_usage(message: Message) -> Iterator[Found]:
    """Yield what is wrong with the marks of each text, and with the list that declares them."""
    for text in message.texts:
        yield from _unknown(text)
        yield from _not_allowed(text, message)
        if len(set(syntax.flags(text.parts))) > MOST_FLAGS:
            yield Found(text.path, f"`{text.name}` has more than {MOST_FLAGS} flags: make two messages of it.")
    yield from _declared(message)


def is_known(text: Text) -> bool:
    """Whether everything that the text asks for can be filled in at all."""
    return set(syntax.names(text.parts)) <= PLACEHOLDERS.keys() and set(syntax.flags(text.parts)) <= FLAGS.keys()


def _unknown(text: Text) -> Iterator[Found]:
    for name in dict.fromkeys(syntax.names(text.parts)):
        if name in _NAMES_OF_THE_RECIPIENT:
            yield Found(
                text.path,
                f"(({name})) would greet somebody by name, and one name in ten is wrong: take it out.",
                name,
            )
        elif name not in PLACEHOLDERS:
            close = nearest(name, frozenset(PLACEHOLDERS)) or f" Use one of {', '.join(sorted(PLACEHOLDERS))}."
            yield Found(text.path, f"There is no placeholder (({name})).{close}", name)
    for flag in dict.fromkeys(syntax.flags(text.parts)):
        if flag not in FLAGS:
            close = nearest(flag, frozenset(FLAGS)) or f" Use one of {', '.join(sorted(FLAGS))}."
            yield Found(text.path, f"There is no flag (({flag}??...)).{close}", flag)


def _not_allowed(text: Text, message: Message) -> Iterator[Found]:
    if text.channel is None:
        return
    message_class = MessageClass(message.body["class"])
    is_for_reporters = message.body["audience"] == "reporter"
    channel = Channel.SMS if text.is_subject else text.channel
    for name in sorted(set(syntax.names(text.parts)) & PLACEHOLDERS.keys() - set(_NAMES_OF_THE_RECIPIENT)):
        rule = PLACEHOLDERS[name]
        if channel not in rule.channels:
            place = "the subject of an e-mail" if text.is_subject else "an SMS"
            yield Found(
                text.path,
                f"(({name})) may not stand in {place}, which anybody can read on a locked phone: "
                "put it in the body of the e-mail, or leave it to the portal.",
                name,
            )
        if message_class not in rule.classes:
            allowed = ", ".join(sorted(rule.classes))
            yield Found(
                text.path,
                f"(({name})) may not stand in a message of class {message_class}, only in {allowed}: take it out.",
                name,
            )
        if is_for_reporters and not rule.for_reporters:
            yield Found(
                text.path,
                f"(({name})) tells of the case, and whoever reported for another is told nothing of it: leave it out.",
                name,
            )
        if text.is_discreet and not rule.is_discreet:
            yield Found(
                text.path, f"(({name})) shows that the police sent this: leave it out of the discreet text.", name
            )


def _declared(message: Message) -> Iterator[Found]:
    used = {name for text in message.texts for name in syntax.names(text.parts)}
    declared = set(message.body["placeholders"])
    for name in sorted(used - declared):
        yield Found(("placeholders",), f"(({name})) is used but not listed: add it to `placeholders`.")
    for name in sorted(declared - used):
        yield Found(("placeholders",), f"(({name})) is listed but not used: take it out of `placeholders`.", name)
