"""The coverage table as a page of the documentation: docs/coverage.md."""

from collections.abc import Iterator, Mapping, Sequence

from waypost.journeys.catalogue.coverage import Cell, Cover, Coverage
from waypost.journeys.catalogue.holes import HoleKind, Holes
from waypost.journeys.catalogue.material import Material, MessageFile, Row
from waypost.journeys.catalogue.readers import READERS
from waypost.journeys.values import Journey

_HEAD = """# Who is told of what

Every trigger with every kind of reader, found by walking each journey as that reader, and every row of the catalogue of
messages with its file and its journeys. Made by `waypost content coverage docs/coverage.md`; a test fails where it is
out of date. Why somebody is not told by a text stands in `content/catalogue/holes.yaml`.

Where one trigger can mean several things, each is a row: `court.verdict[guilty]`, `outcome.assigned[18]`.

The readers: an *adult*; an *enhanced* one, with enhanced rights; a *discreet* one, whose messages must not show the
police; the *guardian* of a child, whose contact was not yet confirmed as safe; a *young person* of 12 to 17, in a force
that writes to them; a *business*; the *spokesperson* of a bereaved family; a *reporter*, who reported it for somebody
else.

*A* goes by itself, *C* an officer confirms, *H* a person calls first, *N* stands on a page only. *held*: nothing is
written for them, and an officer is asked to tell them. *-*: nobody is asked, for the reason given. In brackets: the
journey decides, but sends nothing.
"""
_ROWS = """## Every row of the catalogue

Each row of `content/catalogue/template_catalogue.csv` with the file that holds its words and the journeys that send it.
After the slash, the mode for a victim with enhanced rights.
"""
_COLUMNS = ("Row", "Trigger", "Phase", "Channels", "Still to come", "Mode", "Class", "Duty", "Sent by")
_LIVE = "live"
_CALL = "officer_call"
_BY_CODE = ("page", "nobody")


def coverage_page(coverage: Coverage, holes: Holes, material: Material) -> str:
    """Return the page as it should be."""
    lines = [
        _HEAD,
        "## At a glance\n",
        *_table(("Trigger", *(reader.name for reader in READERS)), _glances(coverage)),
        "\n## In full\n",
        *_rules(holes),
        *_table(("Trigger", "Reader", "Text", "Mode", "Duty", "Phase", "Journey"), _full(coverage, holes)),
        f"\n{_ROWS}",
        *_table(_COLUMNS, catalogue_rows(material)),
    ]
    return "\n".join([*lines, ""])


def catalogue_rows(material: Material) -> Iterator[Sequence[str]]:
    """Yield the cells of each row of the catalogue, in its order; one without a file says so."""
    files, senders = files_by_id(material), senders_by_template(material)
    for row in material.rows.values():
        file = files.get(row.id)
        if file is None:
            yield (f"`{row.id}`", f"`{row.trigger}`", row.phase, "", ", ".join(row.channels), "", "", "", "not written")
        else:
            yield _row(row, file, senders, material)


def files_by_id(material: Material) -> Mapping[str, MessageFile]:
    """Return every file by its id, versions too."""
    versions = {one.id: one for found in material.versions.values() for one in found}
    return {**versions, **material.files}


def senders_by_template(material: Material) -> Mapping[str, Sequence[str]]:
    """Return the journeys that name each message."""
    return {name: [_journey(ways.journey) for ways, _ in found] for name, found in material.steps_naming.items()}


def _journey(journey: Journey) -> str:
    return journey.name if journey.state.value == _LIVE else f"{journey.name} ({journey.state.value})"


def channels_of(row: Row, file: MessageFile) -> Sequence[str]:
    """Return the channels that the catalogue asks for and the file has words for, and a letter beyond it."""
    return [one for one in (*row.channels, *({"letter"} - set(row.channels))) if _has_words(one, file)]


def missing_channels(row: Row, file: MessageFile) -> Sequence[str]:
    """Return the channels that the catalogue asks for and the file has no words for."""
    return [one for one in row.channels if not _has_words(one, file)]


def sent_by(file: MessageFile, senders: Mapping[str, Sequence[str]], material: Material) -> str:
    """Return who sends a message: journeys, or our code; a page says it itself; empty where nobody does."""
    by_code = [name for name in material.words["by_code"] if name not in _BY_CODE]
    journeys = ", ".join(senders.get(file.template.version_of, ()))
    page = "on a page" if "page" in file.body else ""
    return journeys or ("by code, at once" if file.id in by_code else page)


def _has_words(channel: str, file: MessageFile) -> bool:
    return channel in file.body or (channel == _CALL and "script" in file.body)


def _glances(coverage: Coverage) -> Iterator[Sequence[str]]:
    for trigger in coverage.triggers:
        yield (f"`{trigger}`", *(_glance(cell) for cell in coverage.row(trigger)))


def _glance(cell: Cell) -> str:
    if cell.is_hole:
        return "held" if cell.held else "-"
    modes = sorted({_mode(cover) for cover in cell.told})
    return ", ".join(modes)


def _mode(cover: Cover) -> str:
    return cover.mode.value if cover.state == _LIVE else f"({cover.mode.value})"


def _full(coverage: Coverage, holes: Holes) -> Iterator[Sequence[str]]:
    for trigger in coverage.triggers:
        name = f"`{trigger}`"
        for readers, cells in _alike(trigger, coverage, holes):
            yield (name, ", ".join(readers), *cells)
            name = ""


def _rules(holes: Holes) -> Iterator[str]:
    """Yield what holds for a reader whatever the trigger, once: it stands in no row."""
    for reason in holes.reasons.values():
        if reason.always:
            yield f"A {' or '.join(reason.always)} who stands in no row of a trigger: {_clause(reason.words)}\n"


def _alike(trigger: str, coverage: Coverage, holes: Holes) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield each thing that somebody gets or does not get on a trigger, with all who do."""
    found: dict[tuple[str, ...], list[str]] = {}
    for cell in coverage.row(trigger):
        for said in _said(cell, holes):
            found.setdefault(tuple(said), []).append(cell.reader)
    yield from ((readers, cells) for cells, readers in found.items())


def _said(cell: Cell, holes: Holes) -> Iterator[Sequence[str]]:
    for cover in cell.told:
        text = f"{cover.template} (script)" if cover.as_task else cover.template
        yield (text, _mode(cover), cover.duty, str(cover.phase), cover.journey)
    # Where some texts go, those that are held belong to another branch of the same news.
    journeys = sorted({cover.journey for cover in cell.held})
    if cell.is_hole:
        reason = holes.reason(cell)
        if reason is not None and cell.reader in reason.always:
            return
        words = reason.words if reason else "NOT NAMED"
        kind = "held" if HoleKind.of(cell) is HoleKind.HELD else "-"
        yield (f"*{words}*", kind, "", "", ", ".join(journeys))
    elif cell.held:
        texts = ", ".join(sorted({cover.template for cover in cell.held}))
        yield (f"*An officer tells instead of {texts}.*", "held", "", "", ", ".join(journeys))


def _row(row: Row, file: MessageFile, senders: Mapping[str, Sequence[str]], material: Material) -> Sequence[str]:
    template = file.template
    modes = dict.fromkeys([template.mode.value, template.mode_enhanced.value])
    return (
        f"[{row.id}](../content/{file.path})",
        f"`{row.trigger}`",
        row.phase,
        ", ".join(channels_of(row, file)),
        ", ".join(missing_channels(row, file)),
        "/".join(modes),
        template.message_class.value,
        template.duty or "",
        sent_by(file, senders, material),
    )


def _clause(text: str) -> str:
    return text[:1].lower() + text[1:]


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
