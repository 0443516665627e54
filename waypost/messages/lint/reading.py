"""
How easily a text can be read: Flesch-Kincaid grade (years of school), and the length of sentences.

A placeholder counts as one easy word: what stands there is the reader's own. Legal terms count so too, since there
is no other word for them; `content/words/legal_terms.yaml` lists them.

*Source:* trust.md, "Reading age at most 11": a grade of at most 6. The formula is that of Kincaid and others (1975).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyphen

from waypost.messages.lint.texts import readings
from waypost.messages.lint.usage import is_known
from waypost.messages.lint.values import Found, Message, Text
from waypost.messages.placeholders import PLACEHOLDERS

HIGHEST_GRADE = 6.0
LONGEST_SENTENCE = 20
FEWEST_WORDS = 10
"""Below this many words one long word moves the grade by more than a year, so it says nothing."""
_STAND_IN = "it"
_AGE_AT_SCHOOL = 5
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d[\d,.:]*")
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"')\]]*\s+")
_SILENT = re.compile(r"(?<=[^aeiouy])(?:(?<![cgszx])(?<!ch)(?<!sh)es|(?<![td])ed|(?<!l)e|(?<=[aeiouy]l)e)$")
_VOWELS = re.compile(r"[aeiouy]+")
# Where letters sound apart that are written together, or the other way round.
_IRREGULAR = {
    **dict.fromkeys(("business", "every", "evening", "something", "sometimes", "someone", "safety", "via"), 2),
    **dict.fromkeys(("area", "areas", "idea", "ideas", "video", "radio", "diary", "anyone"), 3),
}


def check_reading(message: Message, *, legal_terms: frozenset[str]) -> Iterator[Found]:
    """Yield each text that is too hard, and each sentence that is too long."""
    if message.is_welsh:
        return
    for text in message.texts:
        if text.channel is not None and is_known(text):
            yield from _too_hard(text, legal_terms)


@dataclass(frozen=True)
class Ease:
    """How easily a text is read; `grade` is None where it has too few words to say. `longest` is in words."""

    grade: float | None
    longest: int

    @property
    def age(self) -> int | None:
        """The reading age: children begin school at five."""
        return None if self.grade is None else max(round(self.grade) + _AGE_AT_SCHOOL, _AGE_AT_SCHOOL)


def ease_of(text: Text, *, legal_terms: frozenset[str]) -> Ease:
    """Return how easily a text is read with all its words in it; its marks must be known ones."""
    full = next(readings(text, values=dict.fromkeys(PLACEHOLDERS, _STAND_IN)))
    sentences = sentences_of(_without(full, legal_terms))
    counts = [len(words_of(sentence)) for sentence in sentences]
    whole = sentences_of(full)
    longest = max((len(words_of(sentence)) for sentence in whole), default=0)
    return Ease(grade(sentences) if sum(counts) >= FEWEST_WORDS else None, longest)


def grade(sentences: Sequence[str]) -> float:
    """Return the Flesch-Kincaid grade of the sentences together; without words it is 0."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@cache
def syllables(word: str) -> int:
    """
    Return how many syllables an English word has, at least one.

    Hyphenation marks too few (it never parts one letter), groups of vowels miss some endings: the larger of the
    two counts is right for nineteen words in twenty that victims read.
    """
    plain = re.split("['\u2019]", word.lower())[0]
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    parted = max(len(dictionary.positions(plain)) for dictionary in _dictionaries()) + 1
    return max(parted, len(_VOWELS.findall(_SILENT.sub("", plain))), 1)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text of paragraphs, lists and headings; each item of a list is one of its own."""
    lines = _joined([line.strip() for line in text.splitlines()])
    return [
        sentence.strip()
        for line in lines
        for sentence in _SENTENCE_END.split(line)
        if _WORD.search(sentence) and not line.startswith("#")
    ]


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence; a number is one word."""
    return _WORD.findall(sentence)


def _too_hard(text: Text, legal_terms: frozenset[str]) -> Iterator[Found]:
    stand_ins = dict.fromkeys(PLACEHOLDERS, _STAND_IN)
    full = next(readings(text, values=stand_ins))
    sentences = sentences_of(_without(full, legal_terms))
    for sentence in dict.fromkeys(s for read in readings(text, values=stand_ins) for s in sentences_of(read)):
        if len(words_of(sentence)) > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:4])
            yield Found(
                text.path,
                f"A sentence of `{text.name}` has {len(words_of(sentence))} words ('{start} ...'): "
                f"make two of it, of at most {LONGEST_SENTENCE}.",
                _plain_start(sentence),
            )
    if sum(len(words_of(sentence)) for sentence in sentences) >= FEWEST_WORDS and grade(sentences) > HIGHEST_GRADE:
        yield Found(
            text.path,
            f"`{text.name}` reads at grade {grade(sentences):.1f}, and {HIGHEST_GRADE:.0f} (an age of 11) is the "
            f"highest: use shorter sentences, and other words for {_hardest(sentences)}.",
        )


def _joined(lines: Sequence[str]) -> list[str]:
    """Put the lines of a paragraph together; an empty line, a heading or a new item ends it."""
    blocks: list[str] = []
    is_open = False
    for line in lines:
        starts = line.startswith(("* ", "- ", "#"))
        if line and is_open and not starts:
            blocks[-1] = f"{blocks[-1]} {line}"
        elif line:
            blocks.append(line)
        is_open = bool(line) and not line.startswith("#")
    return blocks


def _without(text: str, legal_terms: frozenset[str]) -> str:
    for term in sorted(legal_terms, key=len, reverse=True):
        # Most terms are nowhere: the plain search, which is quick, says so.
        if term.lower() in text.lower():
            text = re.sub(rf"\b{re.escape(term)}\b", _STAND_IN, text, flags=re.IGNORECASE)
    return text


def _hardest(sentences: Sequence[str]) -> str:
    words = {word.lower() for sentence in sentences for word in words_of(sentence)}
    return ", ".join(sorted(words, key=lambda word: (-syllables(word), word))[:4])


def _plain_start(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:2]) if _STAND_IN not in words[:2] else ""


@cache
def _dictionaries() -> tuple[pyphen.Pyphen, ...]:
    # The British patterns mark where a printer may part a word, the American ones where it sounds so.
    return pyphen.Pyphen(lang="en_GB"), pyphen.Pyphen(lang="en_US")
