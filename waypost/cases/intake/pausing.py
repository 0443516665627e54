"""Cases of which the newest state is not known: nothing goes out by itself until their source shows them again."""

from collections.abc import Mapping
from datetime import datetime

from waypost.cases.models import Case, HeldItem
from waypost.cases.values import SourceFacts


def pause_cases(source: SourceFacts, sentences: Mapping[str, str], *, section: str, now: datetime) -> None:
    """
    Hold the source's own cases of these references under `section`, each with its sentence.

    The next state that can be read releases them, also where it is the one that we hold. Of a reference that we do not
    hold, or hold no more, nothing is kept.
    """
    cases = (
        Case.objects.select_for_update()
        .filter(force=source.force, source_id=source.id, reference__in=list(sentences))
        .filter(applied__isnull=False)
        .only("id", "reference", "revision", "held")
        .order_by("reference", "kind")
    )
    for case in cases:
        _, is_new = HeldItem.objects.get_or_create(
            force=source.force,
            case_id=case.id,
            section=section,
            item="",
            field="",
            value="",
            released_at=None,
            defaults={"sentence": sentences[case.reference][:400], "revision": case.revision, "held_at": now},
        )
        # Without a hash the next state is folded even where it is the one that we hold: that releases the case.
        Case.objects.filter(id=case.id).update(held=case.held + is_new, content_hash="")
