"""The data files beside this module, read once and checked: mapping, assumptions, words."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_FOLDER = Path(__file__).parent / "data"
_ROUNDING = 1e-9


def _at_most_one(shares: dict[str, float]) -> dict[str, float]:
    if sum(shares.values()) > 1 + _ROUNDING:
        raise ValueError("the shares add up to more than 1")
    return shares


def _exactly_one_or_empty(shares: dict[str, float]) -> dict[str, float]:
    if shares and abs(sum(shares.values()) - 1) > _ROUNDING:
        raise ValueError("the shares do not add up to 1")
    return shares


Share = Annotated[float, Field(ge=0, le=1)]
Exclusive = Annotated[dict[str, Share], AfterValidator(_at_most_one)]
"""At most one of them happens; what is missing to 1 is none."""
Complete = Annotated[dict[str, Share], AfterValidator(_exactly_one_or_empty)]
"""Exactly one of them happens."""
Independent = dict[str, Share]
"""Each happens or not, on its own."""


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutcomeName(_Page):
    """What a published outcome category may stand for."""

    codes: Complete
    source: Literal["contract", "unverified"]


class OutcomeCode(_Page):
    """What a Home Office outcome code says about the steps before it and the case after it."""

    suspect: bool
    closes: bool


class Group(_Page):
    """An offence group as its crimes are made up."""

    title: str
    flags: tuple[str, ...] = ()
    fatal: bool = False


class Mapping(_Page):
    """data/mapping.yaml."""

    crime_types: dict[str, Complete]
    outcomes: dict[str, OutcomeName]
    codes: dict[str, OutcomeCode]
    groups: dict[str, Group]


class Hours(_Page):
    """A triangular spread."""

    least: float
    usual: float
    most: float


class Days(_Page):
    """A log-normal spread."""

    median: float
    spread: float


class WorkingDays(_Page):
    """Both ends count."""

    least: int
    most: int


class Steps(_Page):
    """How a crime's record moves."""

    hours_to_allocation: Hours
    days_to_outcome: Days
    screened_out: Share
    screened_groups: frozenset[str]
    officer_changed: Share
    visit: Independent
    visit_kinds: dict[str, str]
    visit_working_days_ahead: WorkingDays
    visit_moved: Share
    visit_cancelled: Share
    visit_missed: Share
    victim_withdrew: Share
    victim_service: Share
    arrested: Share
    after_arrest: Exclusive
    no_outcome_allocated: Share


class Victims(_Page):
    """Who the people of a crime are."""

    none: Independent
    organisation: Independent
    without_business_contact: Share
    second: Share
    minor_with_guardian: Share
    minor_without_guardian: Share
    guardian_is_suspect: Share
    deceased: Share
    also_suspect: Share
    same_contact_as_suspect: Share
    languages: Exclusive
    formats: Exclusive
    contact_plan: Share
    safe_plan: Share
    discreet: Share
    no_contact: Share
    vulnerable: Share
    suspect_contact: Share


class BadContact(_Page):
    """Shares of bad contact data, by the part of a person that is bad."""

    name: Exclusive
    mobile: Exclusive
    email: Exclusive
    birth: Exclusive


class NumberRange(_Page):
    """Part of Ofcom's drama range: the last six figures of 07700 9xxxxx."""

    first: Annotated[int, Field(ge=900000, le=900999)]
    last: Annotated[int, Field(ge=900000, le=900999)]

    def pick(self, index: int) -> int:
        """Return the number for an index, counting through the range again and again."""
        return self.first + index % (self.last - self.first + 1)

    @property
    def half(self) -> int:
        """Half of how many there are."""
        return (self.last - self.first + 1) // 2


class DramaNumbers(_Page):
    """Who draws from where."""

    victims: NumberRange
    others: NumberRange
    suspects: NumberRange


class Incidents(_Page):
    """How an incident of antisocial behaviour moves."""

    grade: Complete
    channel: Complete
    flags_not_asked: Share
    promise_moved: Share
    hours_to_promise: dict[str, float]
    hours_to_result: Hours
    result: Complete


class Officers(_Page):
    """How many a made-up force has."""

    constables: int
    sergeants: int


class Assumptions(_Page):
    """data/assumptions.yaml."""

    steps: Steps
    victims: Victims
    flags: dict[str, Independent]
    bad_contact: BadContact
    drama_numbers: DramaNumbers
    incidents: Incidents
    officers: Officers


class FamilyNames(_Page):
    """One invented family name for each part that people play."""

    victim: str
    other: str
    suspect: str
    officer: str


class Words(_Page):
    """data/words.yaml."""

    given_names: tuple[str, ...]
    family_names: FamilyNames
    organisations: tuple[str, ...]
    teams: tuple[str, ...]
    streets: tuple[str, ...]
    code_words: tuple[str, ...]
    agency: str
    service: str
    bail_conditions: str
    made_up: str
    summary: str
    outcome_reasons: dict[str, str]
    screened_out_reason: str


class Book(_Page):
    """Everything that the making of a replay looks up."""

    mapping: Mapping
    assumptions: Assumptions
    words: Words


def load_book() -> Book:
    """
    Read the data files.

    :raises pydantic.ValidationError: when a file has an unknown key, or shares that do not add up.
    """
    return Book.model_validate({name: _page(name) for name in Book.model_fields})


def _page(name: str) -> object:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8"))
