"""What is read of an extract is what Waypost would hold: the same findings and neighbours as behind the doors."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.corpus.mutations import NOW
from tests.corpus.playing import SETTINGS
from tests.corpus.recipes import Example, examples
from tests.unit.cases.documents import KNOWN
from waypost.base.values import CaseId
from waypost.cases.folding import Rules
from waypost.cases.rehearsal import RehearsedRecord
from waypost.cases.snapshot import parse_case, parse_incident
from waypost.cases.values import CaseKind, DeliveryFacts
from waypost.reports.quality.index import Index
from waypost.reports.quality.lines import Spool
from waypost.reports.quality.record import Faults, Record, find_newest

EXAMPLES = [one for one in examples(NOW) if len(one.documents) == 1]


def test_every_example_of_the_corpus_is_read_as_the_engine_reads_it() -> None:
    different = [example.name for example in EXAMPLES if by_report(example) != by_engine(example)]

    assert len(EXAMPLES) > 200
    assert different == []


def by_engine(example: Example) -> Sequence[Any]:
    """Return the facts about everybody in an example, as the engine has them."""
    record = RehearsedRecord(SETTINGS.name, rules=Rules(KNOWN, 7))
    documents = [*example.beside, *example.documents]
    for number, document in enumerate(documents):
        parse = parse_incident if "grade" in document else parse_case
        record.take(str(number), parse(document), source="rms", now=NOW + timedelta(seconds=number))
    cases = [record.case(CaseId(number)) for number in range(1, len(documents) + 1)]
    people = [person.person_id for case in cases for person in case.people]
    return _comparable(list(record.delivery_facts(people).values()))


def by_report(example: Example) -> Sequence[Any]:
    """Return the same, as the report reads it."""
    with Spool() as spool, Index() as index:
        for document in (*example.beside, *example.documents):
            kind = CaseKind.INCIDENT if "grade" in document else CaseKind.CRIME
            spool.add(dict(document), kind=kind, source="rms")
        find_newest(spool, index, force=SETTINGS.name, passed=lambda _: None)
        record = Record(spool, index, force=SETTINGS.name, known=KNOWN)
        record.add_keys(faults=Faults(), passed=lambda _: None)
        return _comparable(
            [facts for seen in record.all() if seen for facts in record.delivery_facts(seen, seen.case.people)]
        )


def _comparable(found: Sequence[DeliveryFacts]) -> Sequence[Any]:
    """Return facts without what counts rows: our ids, and the source's number."""
    return sorted(
        (
            facts.case.reference,
            facts.person.ref,
            facts.case.held_items,
            sorted(one.code for one in (*facts.findings, *facts.case.findings)),
            sorted(facts.shared_by.items()),
            sorted((*one.roles, one.mobile_key, one.email_key, one.name_key, one.address_key) for one in facts.others),
            facts.told_by_crime,
        )
        for facts in found
    )
