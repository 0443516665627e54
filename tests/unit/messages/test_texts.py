"""Texts: their marks, what is filled in, what a lock screen may show."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import smsutil
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.messages.questions import QUESTION, TEMPLATE, about_appointment, with_plan
from waypost.cases.values import Officer
from waypost.messages import syntax
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS
from waypost.messages.render import (
    CannotRender,
    render_email,
    render_sms,
    sms_parts,
)
from waypost.messages.sanitise import clean, defang, to_gsm
from waypost.messages.templates import MessageTemplate, Wording, read_template
from waypost.messages.values import Channel
from waypost.messages.wording import Addresses, officer_name, text_flags, text_values

CONTENT = Path(__file__).parents[3] / "content"
ADDRESSES = Addresses("https://example.org/i/x/", "https://example.org/help/", "https://example.org/privacy/")
WORST = {
    **{name: rule.worst for name, rule in PLACEHOLDERS.items()},
    **dict.fromkeys(("portal_address", "help_address", "privacy_address"), "https://updates.example.org/help/"),
}


def shipped(path: Path) -> MessageTemplate:
    return read_template(yaml.safe_load((CONTENT / "messages" / path).read_text()), version=1)


def _texts(channel: Channel) -> list[tuple[Path, bool]]:
    folder = CONTENT / "messages"
    files = [path.relative_to(folder) for path in sorted(folder.glob("*/*.yaml"))]
    return [(path, discreet) for path in files for discreet in (False, True) if _has(path, channel, discreet)]


def _has(path: Path, channel: Channel, discreet: bool) -> bool:
    return shipped(path).has_text(channel, discreet=discreet)


SHIPPED_SMS, SHIPPED_EMAILS = _texts(Channel.SMS), _texts(Channel.EMAIL)


def filled(text: str, *, flag: bool = True) -> str:
    return syntax.fill(syntax.parse(text), values={"a": "A", "b": "((b))"}, flags={"f": flag})


@pytest.mark.parametrize(
    ("text", "with_flag", "without_flag"),
    [
        ("plain", "plain", "plain"),
        ("((a))", "A", "A"),
        ("x((f??, yes))", "x, yes", "x"),
        ("x((f?? ((a)) and ((a))))", "x A and A", "x"),
        ("(see ((a)))", "(see A)", "(see A)"),
        ("1 ? 2 ?? 3", "1 ? 2 ?? 3", "1 ? 2 ?? 3"),
        # What is filled in is never read again.
        ("((b))", "((b))", "((b))"),
        ("{{7*7}} {% x %} ${a} %s {0.__class__}", *["{{7*7}} {% x %} ${a} %s {0.__class__}"] * 2),
    ],
)
def test_marks_are_filled_in(text: str, with_flag: str, without_flag: str) -> None:
    assert (filled(text), filled(text, flag=False)) == (with_flag, without_flag)


@pytest.mark.parametrize(
    "text",
    ["((a", "a))", "((f??x", "((f??((g??x))))", "(())", "((A))", "((a b))", "((a.b))", "((__class__))", "((a)) ))"],
)
def test_marks_that_cannot_be_read_are_faults(text: str) -> None:
    with pytest.raises(syntax.BadText):
        syntax.parse(text)


@given(st.text(alphabet="(?)abf ", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parts = syntax.parse(text)
    except syntax.BadText:
        return
    names = dict.fromkeys(syntax.names(parts), "")
    syntax.fill(parts, values=names, flags=dict.fromkeys(syntax.flags(parts), True))


def test_an_unknown_placeholder_or_flag_is_an_error_never_a_blank() -> None:
    unknown = replace(TEMPLATE, wordings=_only("((nobody))"))
    unknown_flag = replace(TEMPLATE, wordings=_only("x((nobody??y))"))

    for template in (unknown, unknown_flag):
        with pytest.raises(CannotRender):
            render_sms(template, values={"nobody": "x"}, flags={}, discreet=False)


def test_a_value_that_is_missing_stops_the_text() -> None:
    with pytest.raises(CannotRender):
        render_sms(TEMPLATE, values={"force_name": "Anyshire Police"}, flags={}, discreet=False)


@pytest.mark.parametrize(
    "value",
    ["{{7*7}}", "{% raw %}", "${jndi:x}", "{0.__class__}", "((reference))", "<img onerror=x>", "'; DROP", "=SUM(1)"],
)
def test_what_stands_in_the_record_comes_out_literally(value: str) -> None:
    template = replace(TEMPLATE, wordings=_only("Ask ((officer_name))."))

    rendered = render_sms(template, values={"officer_name": value}, flags={}, discreet=False)

    assert rendered.body == f"Ask {value}."


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("O'Brien-Smith", "O'Brien-Smith"),
        ("Ann\u202eeoD", "AnneoD"),
        ("Ann\u200b Doe", "Ann Doe"),
        ("Ann\x00Doe", "AnnDoe"),
        ("Ann\ud800Doe", "AnnDoe"),
        ("Ann\r\nDoe\tx", "Ann Doe x"),
        ("  Ann   Doe ", "Ann Doe"),
        ("e\u0301", "\u00e9"),
        ("Z" + "\u0300" * 40 + "o", "Z" + "\u0300" * 2 + "o"),
        ("n" * 51, "n" * 47 + "..."),
        ("see http://evil.example/x", "see http: //evil. example/x"),
    ],
)
def test_values_are_cleaned(value: str, cleaned: str) -> None:
    assert clean(value, longest=50) == cleaned


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("http://evil.example/x", "http: //evil. example/x"),
        ("www.evil.co.uk", "www. evil. co. uk"),
        ("bit.ly/abc", "bit. ly/abc"),
        ("at 10.30 on Fri.", "at 10.30 on Fri."),
        ("P.C. Hall", "P.C. Hall"),
    ],
)
def test_addresses_in_data_are_no_links(value: str, safe: str) -> None:
    assert defang(value) == safe


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("\u0141ukasz", "Lukasz"),
        ("Si\u00e2n", "Sian"),
        ("\u0174yn", "Wyn"),
        ("Zo\u00eb", "Zoe"),
        ("Ren\u00e9", "Ren\u00e9"),
        ("O\u2019Brien \u2013 Smith", "O'Brien - Smith"),
        # A name in another script stays whole: a part more is better than a row of question marks.
        ("\u041e\u043b\u044c\u0433\u0430", "\u041e\u043b\u044c\u0433\u0430"),
    ],
)
def test_letters_that_would_cost_a_part_are_made_plain(value: str, plain: str) -> None:
    assert to_gsm(value) == plain


@given(st.text(max_size=80))
def test_cleaning_leaves_nothing_unseen_and_nothing_long(value: str) -> None:
    cleaned = clean(value, longest=40)

    assert len(cleaned) <= 40
    assert "://" not in cleaned
    assert "\n" not in cleaned
    assert "\0" not in cleaned
    cleaned.encode()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 159 + "\u20ac", 2),
        ("\u2019" * 70, 1),
        ("\u2019" * 71, 2),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 36, 2),
    ],
)
def test_parts_are_counted_as_networks_count_them(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


def test_a_text_that_notify_would_reject_is_not_sent() -> None:
    long = replace(TEMPLATE, wordings=_only("x" * 700))

    with pytest.raises(CannotRender):
        render_sms(long, values={}, flags={}, discreet=False)


@pytest.mark.parametrize(("path", "discreet"), SHIPPED_SMS, ids=str)
def test_a_shipped_text_is_as_long_as_an_sms_may_be_at_its_longest(path: Path, discreet: bool) -> None:
    template = shipped(path)

    rendered = render_sms(template, values=WORST, flags=dict.fromkeys(FLAGS, True), discreet=discreet)

    # Welsh has letters that no SMS alphabet knows, so it may take three.
    assert rendered.sms_parts <= (3 if template.language == "cy" else 1)
    assert template.language == "cy" or smsutil.split(rendered.body).encoding == "gsm0338"


@pytest.mark.parametrize("path", [path for path, discreet in SHIPPED_SMS if discreet], ids=str)
def test_a_discreet_text_names_neither_force_nor_officer(path: Path) -> None:
    named = {name: name.upper() for name in PLACEHOLDERS}

    rendered = render_sms(shipped(path), values=named, flags=dict.fromkeys(FLAGS, True), discreet=True)

    assert "FORCE_NAME" not in rendered.body
    assert "OFFICER_NAME" not in rendered.body
    assert "police" not in rendered.body.lower()


@pytest.mark.parametrize(("path", "discreet"), SHIPPED_EMAILS, ids=str)
def test_a_shipped_email_can_be_made_with_and_without_what_may_be_missing(path: Path, discreet: bool) -> None:
    for flag in (True, False):
        rendered = render_email(shipped(path), values=WORST, flags=dict.fromkeys(FLAGS, flag), discreet=discreet)

        assert "((" not in rendered.subject + rendered.body + rendered.html
        assert "\n\n\n" not in rendered.body


def test_values_come_from_the_record() -> None:
    values = text_values(about_appointment(), addresses=ADDRESSES)

    assert values["reference"] == "42260000001"
    assert values["officer_name"] == "PC Jo Hall"
    assert (values["appointment_date"], values["appointment_time"]) == ("Thursday 26 November", "10am to midday")
    assert values["portal_address"] == ADDRESSES.portal


def test_nobody_is_introduced_where_no_officer_is_on_record() -> None:
    assert (officer_name(None), officer_name(Officer("1", "Jo Hall"))) == ("", "Jo Hall")


def test_a_text_points_to_the_portal_only_for_those_who_may_use_it() -> None:
    assert text_flags(QUESTION)["portal"]
    assert not text_flags(with_plan(never=("portal",)))["portal"]
    assert not text_flags(replace(QUESTION, has_sign_in_fact=False))["portal"]
    assert not text_flags(with_plan(two_way=False))["two_way"]


def _only(text: str) -> Mapping[Channel, Wording]:
    (channel, wording), *_ = TEMPLATE.wordings.items()
    return {channel: replace(wording, text=syntax.parse(text))}
