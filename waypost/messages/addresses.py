"""The addresses of pages that texts point to."""

from functools import cache

from django.urls import reverse

from waypost.messages.wording import Addresses


@cache
def plain_addresses(base_url: str) -> Addresses:
    """Return the addresses that are the same for everybody; of the portal, the page to begin at."""
    return Addresses(
        portal=base_url + reverse("portal:home"),
        help=base_url + reverse("portal:help"),
        privacy=base_url + reverse("portal:privacy"),
    )
