"""What a row is: a crime of a group, an incident, or nothing that we know."""

import re
from random import Random

from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.draws import draw_one, happens, stream
from waypost.connectors.police_uk.values import (
    Crime,
    Incident,
    SkippedRow,
    SkipReason,
    StreetRow,
    VictimKind,
)

INCIDENT_GROUP = "antisocial-behaviour"


def classify(row: StreetRow, *, book: Book, seed: int) -> Crime | Incident | SkippedRow:
    """
    Return the row as what it is; a name that the mapping does not list is skipped, not guessed.

    Where one published name covers several groups or codes, the seed draws one. *Source:* the project's
    contract, `police-uk`.
    """
    mapping = book.mapping
    if row.crime_type not in mapping.crime_types:
        return SkippedRow(row.number, SkipReason.CRIME_TYPE)
    if row.last_outcome not in mapping.outcomes:
        return SkippedRow(row.number, SkipReason.OUTCOME)
    chance = stream(seed, row=row, purpose="group")
    group = draw_one(chance, mapping.crime_types[row.crime_type])
    if group == INCIDENT_GROUP:
        return Incident(row=row, reference=f"A-{_reference(row)}", group=group)
    codes = mapping.outcomes[row.last_outcome].codes
    return Crime(
        row=row,
        reference=_reference(row),
        group=group,
        outcome=draw_one(chance, codes) if codes else None,
        flags=_flags(group, chance=chance, book=book),
        victim=_victim_kind(group, chance=chance, book=book),
    )


def _reference(row: StreetRow) -> str:
    """Return e.g. CLE-2401-000123: force, month, row."""
    force = re.sub(r"[^A-Z]", "", row.reported_by.upper())[:3] or "UNK"
    return f"{force}-{row.month[2:4]}{row.month[5:7]}-{row.number:06}"


def _flags(group: str, *, chance: Random, book: Book) -> tuple[str, ...]:
    always = book.mapping.groups[group].flags
    sometimes = book.assumptions.flags.get(group, {})
    drawn = [flag for flag, share in sometimes.items() if happens(chance, share=share)]
    return tuple(dict.fromkeys([*always, *drawn]))


def _victim_kind(group: str, *, chance: Random, book: Book) -> VictimKind:
    victims = book.assumptions.victims
    if happens(chance, share=victims.none.get(group, 0)):
        return VictimKind.NOBODY
    if happens(chance, share=victims.organisation.get(group, 0)):
        return VictimKind.ORGANISATION
    return VictimKind.PERSON
