"""Cases of which the newest state is not known: nothing goes out by itself until their source shows them again."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.cases.models import Case, HeldItem
from waypost.cases.values import CaseKind, SourceFacts

_LONGEST_REFERENCE: Final = 64
_LARGEST_REVISION: Final = 2**63


@dataclass(frozen=True)
class Pause:
    """
    Why a case is held, in a sentence; of which `kind`, None for each that has the reference.

    Where the state that is not known has a number, no older one releases the case, and it holds none that is newer.
    """

    reference: str
    sentence: str
    kind: CaseKind | None = None
    revision: int | None = None

    def is_about(self, case: Case) -> bool:
        """Whether this case is meant, and does not have what this is about already."""
        is_known = self.revision is not None and self.revision <= case.revision
        return not is_known and self.kind in {None, CaseKind(case.kind)}


def number_of(revision: object) -> int | None:
    """Return the number of a state as it was sent, or None where it is none."""
    is_number = isinstance(revision, int) and not isinstance(revision, bool)
    return revision if is_number and 0 < revision < _LARGEST_REVISION else None  # type: ignore[operator,return-value]


def pause_cases(source: SourceFacts, pauses: Collection[Pause], *, section: str, now: datetime) -> None:
    """
    Hold the source's own cases that are meant under `section`.

    The next state that can be read releases them, also where it is the one that we hold. Of a reference that we do not
    hold, or hold no more, nothing is kept.
    """
    by_reference: dict[str, list[Pause]] = defaultdict(list)
    for pause in pauses:
        if len(pause.reference) <= _LONGEST_REFERENCE and pause.reference.isprintable():
            by_reference[pause.reference].append(pause)
    cases = (
        Case.objects.select_for_update()
        .filter(force=source.force, source_id=source.id, reference__in=list(by_reference))
        .filter(applied__isnull=False)
        .only("id", "reference", "kind", "revision", "held")
        .order_by("reference", "kind")
    )
    for case in cases:
        wanted = [pause for pause in by_reference[case.reference] if pause.is_about(case)]
        if not wanted:
            continue
        new = sum(_hold(case, pause, source, section=section, now=now) for pause in wanted)
        # Without a hash the next state is folded even where it is the one that we hold: that releases the case.
        Case.objects.filter(id=case.id).update(held=case.held + new, content_hash="")


def _hold(case: Case, pause: Pause, source: SourceFacts, *, section: str, now: datetime) -> bool:
    _, is_new = HeldItem.objects.get_or_create(
        force=source.force,
        case_id=case.id,
        section=section,
        item="",
        field="",
        value="" if pause.revision is None else str(pause.revision),
        released_at=None,
        defaults={"sentence": pause.sentence[:400], "revision": case.revision, "held_at": now},
    )
    return is_new
