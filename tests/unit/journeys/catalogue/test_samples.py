"""The made-up readers: every placeholder has a value for them, and every audience a reader."""

from django.conf import settings

from waypost.journeys.catalogue.samples import read_samples
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.values import Audience


def test_every_placeholder_has_a_sample() -> None:
    assert PLACEHOLDERS.keys() - read_samples(settings.CONTENT_DIR).values.keys() == set()


def test_every_audience_has_a_reader() -> None:
    readers = {name for person in read_samples(settings.CONTENT_DIR).people for name in person.audiences}

    assert {audience.value for audience in Audience} - readers == set()
