"""Whatever is done to a sound file, the check ends with an answer; and what it passes can be read by the engine."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.journeys.checking.small import CONTENT, FILES, write
from waypost.journeys.checking.folder import check_folder, read_rules
from waypost.journeys.language import parse_journey
from waypost.messages.library import library_of

RULES = read_rules(CONTENT)
PIECES = (
    *("((", "))", "??", "((portal??", "((code))", ": ", "- ", "[", "]", "{", "}", "'", '"', "|", ">-", "#", "&a", "*a"),
    *("!!int", "\t", "  ", "\n", "\u200b", "\u0175", "\U0001f600", "end", "1", "0", "-1", "null", "true", "yes"),
    *("1e9", ".nan", "999999999999", "2026-01-01", "go_to: 1", "where: []", "send: nobody", "incident.created"),
)

Lines = list[str]
Change = Callable[[Lines], Lines]


def dropped(at: int) -> Change:
    return lambda lines: [line for number, line in enumerate(lines) if number != at % len(lines)]


def doubled(at: int) -> Change:
    return lambda lines: [*lines[: at % len(lines) + 1], *lines[at % len(lines) :]]


def moved(at: int, to: int) -> Change:
    def change(lines: Lines) -> Lines:
        rest = dropped(at)(lines)
        place = to % (len(rest) + 1)
        return [*rest[:place], lines[at % len(lines)], *rest[place:]]

    return change


def indented(at: int, by: int) -> Change:
    def change(lines: Lines) -> Lines:
        here = at % len(lines)
        line = " " * by + lines[here] if by > 0 else lines[here][-by:]
        return [*lines[:here], line, *lines[here + 1 :]]

    return change


def inserted(at: int, column: int, piece: str) -> Change:
    def change(lines: Lines) -> Lines:
        here = at % len(lines)
        place = column % (len(lines[here]) + 1)
        return [*lines[:here], lines[here][:place] + piece + lines[here][place:], *lines[here + 1 :]]

    return change


def said_by_another(at: int, other: int) -> Change:
    def change(lines: Lines) -> Lines:
        here, there = at % len(lines), other % len(lines)
        key, _, _ = lines[here].partition(":")
        _, _, value = lines[there].partition(":")
        return [*lines[:here], f"{key}:{value}", *lines[here + 1 :]]

    return change


NUMBERS = st.integers(0, 200)
CHANGES = st.one_of(
    st.builds(dropped, NUMBERS),
    st.builds(doubled, NUMBERS),
    st.builds(moved, NUMBERS, NUMBERS),
    st.builds(indented, NUMBERS, st.integers(-4, 4)),
    st.builds(inserted, NUMBERS, NUMBERS, st.sampled_from(PIECES) | st.text(max_size=5)),
    st.builds(said_by_another, NUMBERS, NUMBERS),
)


def changed(text: str, changes: Sequence[Change]) -> str:
    lines = text.splitlines()
    for change in changes:
        lines = change(lines) or [""]
    return "\n".join(lines) + "\n"


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(FILES)), st.lists(CHANGES, min_size=1, max_size=4))
def test_no_change_stops_the_check_and_what_passes_can_be_read(name: str, changes: Sequence[Change]) -> None:
    text = changed(FILES[name], changes).encode("utf-8", "replace").decode("utf-8")
    with TemporaryDirectory() as place:
        folder = write(Path(place), {**FILES, name: text})

        faults = check_folder(folder, RULES)

    assert all(fault.line >= 1 and fault.sentence.strip() for fault in faults)
    assert all(fault.line <= text.count("\n") + 1 for fault in faults if fault.file == name)
    if not any(fault.file == name for fault in faults):
        reads(name, text)


def reads(name: str, text: str) -> None:
    if name.startswith("journeys/"):
        parse_journey(name, 1, text)
    else:
        library_of([(name.removeprefix("messages/").removesuffix(".yaml"), 1, text)])
