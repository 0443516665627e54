"""The made-up contact plan of a recipient."""

from random import Random

from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.draws import happens
from waypost.connectors.police_uk.values import JsonObject


def draw_plan(chance: Random, *, flagged: bool, agreed_at: str, book: Book) -> JsonObject | None:
    """
    Return what was agreed with the recipient, or None where nothing was.

    In a flagged crime a plan is made only where contact was confirmed as safe; elsewhere it says how and how
    often.
    """
    rates = book.assumptions.victims
    if not happens(chance, share=rates.safe_plan if flagged else rates.contact_plan):
        return None
    channels = chance.choice([["sms", "email"], ["email"], ["sms"], ["phone"]])
    discreet = flagged and happens(chance, share=rates.discreet)
    return {
        "agreed_at": agreed_at,
        "channels": [*channels, "portal"],
        "never": ["voicemail"] if flagged else [],
        "hours": None,
        "update_every_days": chance.choice([7, 14, 28]),
        "discreet": discreet,
        "no_contact": happens(chance, share=rates.no_contact),
        "safe_confirmed_at": agreed_at if flagged else None,
        "code_word": chance.choice(book.words.code_words) if flagged else None,
        "two_way": happens(chance, share=0.5),
        "review_on": None,
    }
