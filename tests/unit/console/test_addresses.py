"""What may stand in the address of a page of staff."""

import pytest
from django.urls import Resolver404, resolve


@pytest.mark.parametrize("digits", ["1", "9" * 18])
def test_a_case_is_named_by_a_number_that_the_database_can_hold(digits: str) -> None:
    assert resolve(f"/staff/case/{digits}/").kwargs == {"case_id": int(digits)}


@pytest.mark.parametrize("said", ["9" * 19, "9" * 400, "-1", "1.5", "one", "٣"])
def test_what_the_database_cannot_hold_is_no_address(said: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/staff/case/{said}/")
