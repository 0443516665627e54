"""E-mails: the same words in two forms, nothing in them that acts, a subject that a lock screen may show."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.messages.questions import TEMPLATE
from waypost.messages import syntax
from waypost.messages.markdown import ForeignLink, Page, TwoForms, escaped, link, page_blocks, two_forms
from waypost.messages.render import LONGEST_SUBJECT, CannotRender, Rendered, render_email, render_script
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel

PORTAL = "https://updates.example.org/i/a_b-c/"
VALUES = {"force_name": "Anyshire Police", "reference": "42260000001", "portal_address": PORTAL}
PAGE = Page("A title", "en", "")


def forms(source: str, *addresses: str) -> TwoForms:
    return two_forms(source, addresses=addresses, page=PAGE)


def worded(body: str, subject: str = "News") -> MessageTemplate:
    wording = replace(TEMPLATE.wordings[Channel.EMAIL], text=syntax.parse(body), subject=syntax.parse(subject))
    return replace(TEMPLATE, wordings={Channel.EMAIL: wording})


def made(body: str, subject: str = "News", **values: str) -> Rendered:
    return render_email(worded(body, subject), values={**VALUES, **values}, flags={"portal": True}, discreet=False)


def test_an_email_says_the_same_in_both_forms() -> None:
    rendered = render_email(TEMPLATE, values=VALUES, flags={}, discreet=False)

    assert rendered.subject == "News about 42260000001"
    assert rendered.body == f"Your report\n\nThis is Anyshire Police.\n\n* 42260000001\n\nSee {PORTAL}"
    assert "<p>This is Anyshire Police.</p>" in rendered.html
    assert "<li>42260000001</li>" in rendered.html
    assert f'<a href="{PORTAL}">{PORTAL}</a>' in rendered.html
    assert ">Your report</h2>" in rendered.html


def test_a_discreet_email_has_words_of_its_own() -> None:
    rendered = render_email(TEMPLATE, values=VALUES, flags={}, discreet=True)

    assert "Police" not in rendered.subject + rendered.body + rendered.html


@pytest.mark.parametrize(
    "value",
    [
        "*stars* and _lines_", "# not a heading", "* not a list", "1. not a list", "[a link](http: //x)",
        "<b>bold</b>", "<script>alert(1)</script>", "&lt;&amp;", "`code`", "> quote", "a \\ b", "![x](y)", "~~~", "---",
    ],
)  # fmt: skip
def test_what_is_filled_in_comes_out_literally(value: str) -> None:
    rendered = made("((offence_title))\n\nWords.", offence_title=value)

    assert rendered.body == f"{value}\n\nWords."
    shown = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<p>{shown}</p>" in rendered.html


@given(st.text(max_size=60))
def test_no_value_makes_html_or_a_link(value: str) -> None:
    made_of = forms(escaped(" ".join(value.split())) + "\n\nEnd.")

    inside = made_of.html.split('overflow-wrap:anywhere">')[1].split("</div>")[0]
    assert inside.count("<") == inside.count("<p>") + inside.count("</p>")


def test_an_address_in_the_record_is_no_link() -> None:
    rendered = made("((officer_name))", officer_name="PC http://evil.example/x")

    assert "<a" not in rendered.html
    assert "://" not in rendered.body


@pytest.mark.parametrize("body", ["See <https://evil.example/x>.", "<https://evil.example> ((portal_address))"])
def test_a_text_that_links_elsewhere_is_not_sent(body: str) -> None:
    with pytest.raises(CannotRender):
        made(body)


def test_only_our_addresses_are_links() -> None:
    with pytest.raises(ForeignLink):
        forms(link("https://a.example/"), "https://b.example/")


def test_a_subject_is_one_line_and_capped() -> None:
    assert made("Words.", "News\n  about ((reference))").subject == "News about 42260000001"
    with pytest.raises(CannotRender):
        made("Words.", "x" * (LONGEST_SUBJECT + 1))
    with pytest.raises(CannotRender):
        made("Words.", "((portal??))")


@pytest.mark.parametrize("name", ["offence_title", "officer_number", "outcome_reason", "fact_text", "crime_reference"])
def test_a_subject_holds_no_more_than_a_lock_screen_may_show(name: str) -> None:
    with pytest.raises(CannotRender, match="may not stand in this subject"):
        made("Words.", f"About (({name}))", **{name: "something"})


def test_a_discreet_text_never_holds_what_shows_who_sent_it() -> None:
    wording = replace(TEMPLATE.wordings[Channel.EMAIL], discreet=syntax.parse("From ((force_name))"))

    with pytest.raises(CannotRender, match="force_name may not stand"):
        render_email(replace(TEMPLATE, wordings={Channel.EMAIL: wording}), values=VALUES, flags={}, discreet=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Why\n\n\n\n# Next\n\nWords.", "Next\n\nWords."),
        ("Words.\n\n# Why\n\n", "Words."),
        ("# Why\n\n# How\n\n# When\n\n* now", "When\n\n* now"),
        ("# Why\n\n## First\n\nWords.", "Why\n\nFirst\n\nWords."),
        ("# Why\n\n## First\n\n# Next\n\nWords.", "Next\n\nWords."),
        ("# Only", ""),
    ],
)
def test_a_heading_with_nothing_under_it_is_left_out(source: str, text: str) -> None:
    made_of = forms(source)

    assert made_of.text == text
    assert made_of.html.count("</h2>") == sum(line in {"Why", "First", "Next", "When"} for line in text.split("\n"))
    assert [block.lines[0] for block in page_blocks(source, addresses=())] == [
        line.removeprefix("* ") for line in text.split("\n\n") if line
    ]


def test_large_print_is_large() -> None:
    plain = render_email(TEMPLATE, values=VALUES, flags={}, discreet=False)
    large = render_email(replace(TEMPLATE, format="large_print"), values=VALUES, flags={}, discreet=False)

    assert ("font-size:18px" in plain.html, "font-size:25px" in large.html) == (True, True)


def test_nothing_in_an_email_is_fetched_from_anywhere() -> None:
    rendered = render_email(TEMPLATE, values=VALUES, flags={}, discreet=False)

    assert "<img" not in rendered.html
    assert "src=" not in rendered.html
    assert "@import" not in rendered.html
    assert rendered.html.count("http") == 2


def test_every_part_of_an_email_counts_in_its_digest() -> None:
    rendered = made("Words.")

    others = (replace(rendered, subject="x"), replace(rendered, body="x"), replace(rendered, html="x"))
    assert len({one.digest for one in (rendered, *others)}) == 4


def test_a_script_names_what_is_missing_in_its_place() -> None:
    told = render_script(TEMPLATE, values=VALUES, flags={})

    assert told == "Hello, I am calling about 42260000001. Your officer is [not on record: officer name]."


def test_without_a_script_there_is_nothing_to_say() -> None:
    assert render_script(replace(TEMPLATE, script=()), values=VALUES, flags={}) == ""
