"""Whether anything may be sent, or asked of an officer, for a case at all: the force, the journey, the source. Pure."""

from datetime import date

from waypost.access.values import ForceSettings, ForceState, JourneyState
from waypost.cases.pilot import is_in_pilot
from waypost.cases.standing import Standing, is_child, standing_of
from waypost.cases.values import CaseFacts, PersonFacts, SourceState
from waypost.cases.vocabulary import Role
from waypost.messages.stops import Stops
from waypost.messages.values import Reason

_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
_IN_PLACE = frozenset({Role.PARENT_GUARDIAN, Role.FAMILY_SPOKESPERSON})
_STRICTEST_FIRST = (JourneyState.SHADOW, JourneyState.PAUSED, JourneyState.PILOT, JourneyState.LIVE)


def reason_not_to_act(
    case: CaseFacts, settings: ForceSettings, *, journey: str, item: str, state: JourneyState, stops: Stops
) -> Reason | None:
    """
    Return why this journey leaves nothing out of the house about `item` of this case, or None.

    `state` is what the journey's own file says; the stricter of this and the force's setting holds. Messages are
    asked the same by their gates.
    """
    reasons = (
        reason_of_force(case, settings),
        reason_of_journey(case, settings, state=state_in_force(journey, settings, state=state)),
        reason_of_source(case, item),
        stops.reason(reference=case.reference, journey=journey),
    )
    return next((reason for reason in reasons if reason is not None), None)


def reason_not_to_call(person: PersonFacts, case: CaseFacts, *, today: date) -> Reason | None:
    """
    Return why nobody is asked to call this person about the case, or None: a call tells as much as a message.

    What the record alone says; the gates, which messages are asked, know more.

    *Source:* domain.md 1.2.
    """
    is_victim, roles = Role.VICTIM in person.roles, set(person.roles)
    if person.deceased:
        return Reason.DECEASED
    if roles & _ACCUSED:
        return Reason.ROLE_CONFLICT if is_victim else Reason.UNSAFE_GUARDIAN
    if is_child(person, today):
        return Reason.MINOR
    if is_victim or not roles & _IN_PLACE:
        return None
    if Role.WITNESS in roles:
        return Reason.UNSAFE_GUARDIAN
    standing = standing_of(person, case, today=today, young_people=False)
    return None if standing in {Standing.GUARDIAN, Standing.SPOKESPERSON} else Reason.NO_AUTHORITY


def reason_of_force(case: CaseFacts, settings: ForceSettings) -> Reason | None:
    """*Source:* design 1.4."""
    if settings.state is ForceState.SHADOW:
        return Reason.FORCE_IN_SHADOW
    if settings.state is ForceState.PILOT and not is_in_pilot(case, settings.pilot):
        return Reason.NOT_IN_PILOT
    return None


def reason_of_journey(case: CaseFacts, settings: ForceSettings, *, state: JourneyState) -> Reason | None:
    """*Source:* design 1.4: a journey runs in shadow, pilot or live; a paused one holds and loses nothing."""
    if state is JourneyState.SHADOW:
        return Reason.JOURNEY_IN_SHADOW
    if state is JourneyState.PAUSED:
        return Reason.JOURNEY_PAUSED
    if state is JourneyState.PILOT and not is_in_pilot(case, settings.pilot):
        return Reason.NOT_IN_PILOT
    return None


def reason_of_source(case: CaseFacts, *items: str) -> Reason | None:
    """
    Return that the source of the case, or a second one that speaks about one of these items, is in shadow, or None.

    *Source:* contract, `source add --state`.
    """
    is_live = case.source.state is SourceState.LIVE and case.items_in_shadow.isdisjoint(items)
    return None if is_live else Reason.SOURCE_IN_SHADOW


def state_in_force(journey: str, settings: ForceSettings, *, state: JourneyState) -> JourneyState:
    """Return the stricter of a journey's own state and of the force's for it: the one in which less is sent."""
    return min(state, settings.journeys.get(journey, JourneyState.LIVE), key=_STRICTEST_FIRST.index)
