"""Words that a text must not hold: on a lock screen, to the wrong role, or because there is a better one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from waypost.messages import syntax
from waypost.messages.lint.values import Advice, Found, LintRules, Message, Text
from waypost.messages.values import Channel

EVERYONE = "everyone"
_PLACES: Mapping[Channel | None, str] = {Channel.EMAIL: "A discreet e-mail", Channel.LETTER: "A discreet letter"}


def check_words(message: Message, *, rules: LintRules) -> Iterator[Found]:
    """Yield each word that should not be there, with why, or what to write."""
    roles = [*rules.wrong_roles.get(EVERYONE, ()), *rules.wrong_roles.get(message.body["audience"], ())]
    for text in message.texts:
        if text.channel is None:
            continue
        words = " ".join(syntax.words(text.parts).split())
        yield from _shown(text, words, rules)
        # Whoever holds the phone may read Welsh; the other lists are of English words.
        if message.is_welsh:
            continue
        yield from _wrong_role(text, words, roles, names=rules.legal_terms)
        yield from _better(text, words, rules.avoid)


def holds(words: str, phrase: str) -> bool:
    """Whether the phrase stands in the words as whole words, in any case."""
    # Most phrases are nowhere: the plain search, which is quick, says so.
    return phrase.lower() in words.lower() and bool(_pattern(phrase).search(words))


def _shown(text: Text, words: str, rules: LintRules) -> Iterator[Found]:
    if text.is_on_a_lock_screen:
        yield from _forbidden(text, words, rules.forbidden)
    if text.is_discreet:
        yield from _forbidden(text, words, rules.forbidden_when_discreet - rules.forbidden)


def _forbidden(text: Text, words: str, forbidden: frozenset[str]) -> Iterator[Found]:
    place = "A subject" if text.is_subject else _PLACES.get(text.channel, "An SMS")
    for word in sorted(forbidden):
        if holds(words, word):
            yield Found(
                text.path,
                f"{place} must not hold the word '{word}': say that there is news; the portal has the rest.",
                word,
            )


def _wrong_role(text: Text, words: str, roles: Sequence[Advice], *, names: frozenset[str]) -> Iterator[Found]:
    # `the Victim Contact Scheme` is the name of a scheme, and speaks of nobody as the victim.
    without_names = _without(words, names)
    for advice in roles:
        if holds(words if advice.words in names else without_names, advice.words):
            yield Found(text.path, f"'{advice.words}' speaks to the wrong person: {advice.why}.", advice.words)


def _without(words: str, names: frozenset[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "it")
    return words


def _better(text: Text, words: str, avoid: Sequence[Advice]) -> Iterator[Found]:
    for advice in avoid:
        if holds(words, advice.words):
            reason = f" ({advice.why})" if advice.why else ""
            yield Found(text.path, f"Do not write '{advice.words}'{reason}: write {advice.write}.", advice.words)


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", re.IGNORECASE)
