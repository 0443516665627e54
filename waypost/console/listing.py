"""What the page of the worklist shows around its items: whose work, filters, the way on. Pure."""

from dataclasses import dataclass

from waypost.console.choosing import Choice, Place, When, Whose
from waypost.console.presentation import ItemLine
from waypost.console.words import Words

_HEADINGS = {
    Whose.MINE: "My work",
    Whose.TEAM: "The work of my team",
    Whose.ALL: "All work that I may see",
}
_LINKS = {Whose.MINE: "Mine", Whose.TEAM: "My team", Whose.ALL: "All that I may see"}
_NOTHING = {
    Whose.MINE: "You have nothing to do here now.",
    Whose.TEAM: "Your team has nothing to do here now.",
    Whose.ALL: "There is nothing to do here now.",
}
_WHENS = {When.ANY: "At any time", When.OVERDUE: "Overdue"}


@dataclass(frozen=True)
class Link:
    """One of several ways; `is_here`: it leads to this very page."""

    text: str
    query: str
    is_here: bool


@dataclass(frozen=True)
class Option:
    """One of several that may be chosen; its names are those of the macro."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class ListView:
    """All that the page of the worklist shows; `first` and `next` are queries of an address, or empty."""

    heading: str
    whose: str
    links: tuple[Link, ...]
    kinds: tuple[Option, ...]
    whens: tuple[Option, ...]
    lines: tuple[ItemLine, ...]
    nothing: str
    first: str
    next: str


def list_view(choice: Choice, lines: tuple[ItemLine, ...], *, after: Place | None, words: Words) -> ListView:
    """Return the page of what somebody chose to see; `after` is where the next one begins."""
    return ListView(
        heading=_HEADINGS[choice.whose],
        whose=choice.whose.value,
        links=tuple(Link(text, choice.of(whose).query, choice.whose is whose) for whose, text in _LINKS.items()),
        kinds=_kinds(choice, words),
        whens=tuple(Option(when.value, text, choice.when is when) for when, text in _WHENS.items()),
        lines=lines,
        nothing=_nothing(choice, after),
        first=choice.from_start().query if choice.after else "",
        next=choice.going_on(after).query if after else "",
    )


def _kinds(choice: Choice, words: Words) -> tuple[Option, ...]:
    every = Option("", "Everything", selected=choice.kind is None)
    return (every, *(Option(kind, said.filter, selected=choice.kind == kind) for kind, said in words.kinds.items()))


def _nothing(choice: Choice, after: Place | None) -> str:
    if after or choice.after:
        return "There is nothing on this page for you to see."
    if choice.kind or choice.when is When.OVERDUE:
        return "There is nothing of this kind now. Choose “Everything” and “At any time” to see the rest."
    return _NOTHING[choice.whose]
