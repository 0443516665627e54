"""To which countries' mobiles a force sends texts: its policy on numbers from abroad (domain.md Q03)."""

import pytest

from waypost.access.forces import BadSetting, read_setting


@pytest.mark.parametrize(
    ("typed", "kept"), [("IE,PL", ["IE", "PL"]), (" ie , pl,ie ", ["IE", "PL"]), ("none", []), ("", [])]
)
def test_countries_are_kept_by_their_two_letters(typed: str, kept: list[str]) -> None:
    assert read_setting("foreign", typed) == {"foreign": kept}


@pytest.mark.parametrize("typed", ["Ireland", "IE,XX", "+353"])
def test_what_is_no_country_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadSetting, match=r"^foreign: name countries by two letters"):
        read_setting("foreign", typed)
