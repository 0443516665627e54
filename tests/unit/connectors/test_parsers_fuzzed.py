"""Every parser of a connector with damaged bytes: no exception but the named ones, and nothing unknown let through."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.connectors.bad_inputs import systems
from tests.fuzz.judging import CANARY, Wrong, judge, refuse_told
from tests.fuzz.parsers import FORCE, PARSERS, values_of
from tests.fuzz.seeds import seeds
from tests.snapshots import RECORDED
from waypost.cases.values import CaseKind
from waypost.connectors.mapping.values import OccurrenceRows
from waypost.connectors.polling.mapped import records_of

_SLOW: Final = {
    "mapping_file": 25,
    "csv_people": 50,
    "csv_crimes": 50,
    "json_lines": 50,
    "json_document": 50,
    "xml_document": 50,
}
_USUAL: Final = 150
_PIECES: Final = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x92", b"1e999", b"NaN", b"-1", b"[", b"]", b"{", b"}"),
    *(b'"', b"'", b",", b";", b"\n", b"\r", b"<", b">", b"&x;", b"<!DOCTYPE a>", b"<![CDATA[", b"null", b"true", b'""'),
    *(
        b"31/02/2026 10:00",
        b"01/01/0001 00:00",
        b"ZZZ",
        b"rec",
        b"V ",
        b"=1+1",
        b"{{7*7}}",
        b"\xe2\x80\xae",
        b"\xf0\x9f\x98\x80",
    ),
)
"""What turns up in the wrong places."""

Damage = Sequence[tuple[int, int, bytes]]
DAMAGE: Final = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(0, 40), st.sampled_from(_PIECES) | st.binary(max_size=12)), max_size=4
)


def damaged(body: bytes, damage: Damage) -> bytes:
    """Return the bytes with pieces cut out and others put in."""
    for place, cut, piece in damage:
        at = place % (len(body) + 1)
        body = body[:at] + piece + body[at + cut :]
    return body


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_no_damage_to_what_comes_breaks_a_parser_or_gets_past_it(name: str) -> None:
    @settings(max_examples=_SLOW.get(name, _USUAL), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(seeds()[name]), DAMAGE)
    def try_one(seed: bytes, damage: Damage) -> None:
        PARSERS[name](damaged(seed, damage))

    try_one()


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_no_bytes_at_all_break_a_parser(name: str) -> None:
    @settings(max_examples=_SLOW.get(name, _USUAL) // 2, deadline=None)
    @given(st.binary(max_size=300))
    def try_one(noise: bytes) -> None:
        PARSERS[name](noise)

    try_one()


def test_every_parser_has_something_to_begin_with() -> None:
    assert seeds().keys() == PARSERS.keys()
    assert all(seeds().values())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.sampled_from(["state", "kind"]), st.sampled_from(["", " ", "\u00a0", "\n"]))
def test_a_code_is_known_only_in_exactly_the_listed_letters(code: str, column: str, around: str) -> None:
    usual = {
        "key": 1,
        "number": "MADEUP/1",
        "made": None,
        "changed": None,
        "state": "REC",
        "kind": "BURD",
        "words": "x",
    }
    row = dict.fromkeys(systems.COLUMNS["crime"]) | usual | {column: around + code + around}
    (record,) = records_of([OccurrenceRows(1, row, {})], mapping=systems.database(), force=FORCE).records

    offence: dict[str, str] = record.document["offence"]  # type: ignore[assignment]  # as the mapping has it
    told = str(record.document.get("status") if column == "state" else offence.get("group"))
    known = {"REC", "INV", "SHUT", "XFER"} if column == "state" else {"BURD"}
    assert not code.strip() or code.strip() in known or told.startswith("unknown")


def test_the_judge_would_see_a_value_in_an_error_and_an_unknown_word_that_nobody_holds() -> None:
    with pytest.raises(Wrong):
        refuse_told(f"people: {CANARY} is no number")
    with pytest.raises(Wrong):
        judge(RECORDED, kind=CaseKind.CRIME, strangers=["status"])
    judge({**RECORDED, "status": "unknown:ZZZ"}, kind=CaseKind.CRIME, strangers=["status"])


def test_values_of_every_type_of_a_driver_are_tried() -> None:
    values = values_of(b"\0".join(bytes([kind]) + b"abc" for kind in range(1, 16)))

    assert len({type(next(values)) for _ in range(60)}) >= 12
