"""What a text may say of the run's own item: a hearing, a fact of the record, a thing. Pure but for one list."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from waypost.cases.codes import read_known
from waypost.cases.values import CourtOrder, Hearing, ToldFact
from waypost.cases.vocabulary import HearingStatus, OrderKind
from waypost.messages import spoken
from waypost.messages.gates.question import Question

_OF_A_HEARING = ("appeal.", "court.", "hearing.", "order.", "witness.")
_TO_COME = frozenset({HearingStatus.LISTED, HearingStatus.STARTED})
_COMPENSATION = "court.compensation_ordered"
_OF_OTHER_ORDERS = frozenset({"court.order_made", "order.expiring"})


def item_values(question: Question) -> Mapping[str, str]:
    """Return what the item of the run gives to a text; empty values where the record does not say."""
    return {**_fact_values(question), **_hearing_values(question), "property_item": _thing(question)}


def fact_of(question: Question) -> ToldFact | None:
    """Return the fact of the record that the message is about, or None where it is about none."""
    facts = question.case.told_facts
    return next((fact for fact in facts if fact.id == question.item and fact.kind == question.trigger), None)


def hearing_of(question: Question) -> Hearing | None:
    """
    Return the hearing that the message is about: the run's own, or the first one that a charge names.

    What a charge names is left out where it is no longer to come: nobody is told of a hearing that is off or over.
    """
    if question.trigger in _fact_kinds(settings.CONTENT_DIR):
        fact = fact_of(question)
        found = _hearing(question, fact.words.get("first_hearing", "")) if fact else None
        return found if found and found.status in _TO_COME and found.starts_at > question.now else None
    return _hearing(question, question.item) if question.trigger.startswith(_OF_A_HEARING) else None


def _hearing(question: Question, ref: str) -> Hearing | None:
    return next((hearing for hearing in question.case.hearings if hearing.id == ref), None)


@cache
def _fact_kinds(content: Path) -> frozenset[str]:
    return frozenset(read_known(content).fact_kinds)


def _fact_values(question: Question) -> Mapping[str, str]:
    told, language = fact_of(question), question.template.language
    if told is None:
        return {}
    words = told.words
    return {
        "service_name": words.get("service", ""),
        "fact_text": words.get("text") or words.get("reason", ""),
        "charged_offences": spoken.listed(told.lists.get("offences", ()), language=language),
        "bail_conditions": words.get("bail_conditions") or words.get("conditions", ""),
        "return_date": _return_date(words.get("return_on", ""), question),
    }


def _return_date(said: str, question: Question) -> str:
    """Return the day on which somebody on bail must come back; nothing where that has passed or is no day."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return ""
    return spoken.date_in_full(day, language=question.template.language) if day >= question.today else ""


def _hearing_values(question: Question) -> Mapping[str, str]:
    found, language = hearing_of(question), question.template.language
    if found is None:
        return {}
    orders = _orders(found, question)
    ends_on = _end_of(orders, question)
    return {
        "hearing_date": spoken.day_of_year(found.starts_at, language=language),
        "hearing_time": spoken.window(found.starts_at, None, language=language),
        "hearing_place": found.court,
        "hearing_result": found.result or "",
        "hearing_change_reason": found.changed_reason or "",
        "court_orders": "; ".join(order.text for order in orders if order.text),
        "order_end_date": spoken.date_in_full(ends_on, language=language) if ends_on else "",
    }


def _orders(hearing: Hearing, question: Question) -> Sequence[CourtOrder]:
    """Return the orders that the message is about: money alone, all but money, or all."""
    if question.trigger == _COMPENSATION:
        return [order for order in hearing.orders if order.kind == OrderKind.COMPENSATION]
    if question.trigger in _OF_OTHER_ORDERS:
        return [order for order in hearing.orders if order.kind != OrderKind.COMPENSATION]
    return hearing.orders


def _end_of(orders: Sequence[CourtOrder], question: Question) -> date | None:
    """Return when the orders end; None where they do not all end on one day, which no text could say."""
    ends = {order.ends_on for order in orders}
    if question.trigger == "order.expiring":
        return min((day for day in ends if day is not None and day >= question.today), default=None)
    return ends.pop() if len(ends) == 1 else None


def _thing(question: Question) -> str:
    if not question.trigger.startswith("property."):
        return ""
    things = question.case.property_items
    return next((thing.description for thing in things if thing.id == question.item), "")
