"""Every row of the catalogue that is due has its words, and somebody who sends them."""

from tests.repository.tree import CHECKOUT
from tools.coverage import PAGE, SENT_BY_CODE, covered, page, rows

ROWS = tuple(covered(CHECKOUT))
# The code leaves by text only, until sign-in can be proved by e-mail.
WITHOUT_EMAIL = {"portal_one_time_code"}


def test_every_row_that_is_due_has_a_file() -> None:
    assert [row["id"] for row in rows(CHECKOUT)] == [one.row["id"] for one in ROWS]


def test_mode_and_duty_are_those_of_the_catalogue() -> None:
    said = {one.row["id"]: (one.body["mode"], one.body["duty"] or "") for one in ROWS}

    assert said == {one.row["id"]: (one.row["send_mode"], one.row["code_duty"]) for one in ROWS}


def test_every_channel_of_the_catalogue_has_its_words() -> None:
    missing = {one.row["id"]: set(one.missing) for one in ROWS if one.row["id"] not in WITHOUT_EMAIL}

    assert {name: channels for name, channels in missing.items() if channels} == {}


def test_every_row_is_sent_by_a_journey_or_by_code_or_stands_on_a_page() -> None:
    alone = {one.row["id"] for one in ROWS if not one.journeys and "page" not in one.body}

    assert alone == SENT_BY_CODE.keys()


def test_the_page_that_shows_it_is_up_to_date() -> None:
    assert (CHECKOUT / PAGE).read_text(encoding="utf-8") == page(CHECKOUT), "run: python -m tools.coverage"
