"""Made-up people of a replay have numbers of their own, and only of their own."""

from bench.own_numbers import OwnNumbers


def test_two_cases_share_no_number() -> None:
    numbers = OwnNumbers()

    assert numbers.change("07700 900123", case="A") != numbers.change("07700 900123", case="B")


def test_number_of_a_case_stays_the_same_however_it_is_written() -> None:
    numbers = OwnNumbers()

    written = [numbers.change(text, case="A") for text in ("07700 900123", "+447700900123", "7700900123")]

    assert [text.replace(" ", "")[-10:] for text in written] == ["7400100000"] * 3
    assert numbers.change("07700 900124", case="A") == "07400 100001"


def test_what_is_no_whole_drama_number_stays_as_it_is() -> None:
    assert (
        OwnNumbers().change("01632 960123, 0770090012, ANY-7700900", case="A")
        == "01632 960123, 0770090012, ANY-7700900"
    )
