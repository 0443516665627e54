"""Everything that can be decided has words for staff."""

from django.conf import settings

from waypost.journeys.checking import known_triggers
from waypost.journeys.explain.words import read_explain_words
from waypost.journeys.named_facts import CONDITION_FACTS, DATES
from waypost.messages.values import Channel, Owner

WORDS = read_explain_words(settings.CONTENT_DIR)


def test_every_kind_of_event_has_words_and_no_words_are_about_another() -> None:
    assert WORDS.events.keys() == known_triggers(settings.CONTENT_DIR)


def test_an_event_is_a_clause_that_fits_into_a_sentence() -> None:
    assert [kind for kind, words in WORDS.events.items() if not words[0].islower() or words.endswith(".")] == []


def test_every_fact_and_every_date_that_a_journey_may_ask_for_has_words() -> None:
    assert WORDS.facts.keys() == set(CONDITION_FACTS)
    assert WORDS.dates.keys() == set(DATES)


def test_every_channel_and_every_owner_has_words() -> None:
    assert WORDS.channels.keys() == {channel.value for channel in Channel}
    assert WORDS.owners.keys() == {owner.value for owner in Owner} - {Owner.NOBODY.value}
