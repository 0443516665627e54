"""What a force may set about its letters."""

from datetime import time

import pytest

from waypost.access.forces import BadSetting, read_setting


def test_a_return_address_is_kept_in_lines() -> None:
    assert read_setting("return_address", "PO Box 1, Anytown,  AN1 1AA") == {
        "return_address": "PO Box 1\nAnytown\nAN1 1AA"
    }


@pytest.mark.parametrize(
    "address", ["Anyshire Police, 1 High Street, AN1 1AA", "Heddlu Sir, Stryd Fawr", "Anyshire Constabulary, AN1 1AA"]
)
def test_a_return_address_that_names_the_police_is_refused(address: str) -> None:
    with pytest.raises(BadSetting):
        read_setting("return_address", address)


@pytest.mark.parametrize("address", ["PO Box 1", "a,b,c,d,e,f,g", f"{'w' * 41}, AN1 1AA"])
def test_a_return_address_that_does_not_fit_the_letter_is_refused(address: str) -> None:
    with pytest.raises(BadSetting):
        read_setting("return_address", address)


def test_no_return_address_is_a_force_without_letters() -> None:
    assert read_setting("return_address", "") == {"return_address": ""}


def test_postal_days_and_the_hour_of_the_post_are_checked() -> None:
    assert read_setting("postal_days", "2") == {"postal_days": 2}
    assert read_setting("post_at", "16:30") == {"post_at": time(16, 30)}
    for key, value in (("postal_days", "0"), ("postal_days", "21"), ("postal_days", "two"), ("post_at", "4pm")):
        with pytest.raises(BadSetting):
            read_setting(key, value)
