"""All that the engine needs besides the record."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.conf import settings as project

from waypost.access.values import ForceSettings
from waypost.base.working_days import bank_holidays
from waypost.cases.codes import read_known
from waypost.cases.folding import Rules
from waypost.cases.offences import OffenceGroup, offence_groups
from waypost.duties.duty import Duties
from waypost.journeys.rules import TextFacts
from waypost.journeys.simulate.contents import Content
from waypost.journeys.texts import text_facts
from waypost.journeys.values import Journey
from waypost.messages.library import Library
from waypost.messages.stops import NO_STOPS, Stops


@dataclass(frozen=True)
class Engine:
    """
    One content under one force's settings; made once, before any process is forked.

    `with_clocks`: the clocks of the Victims' Code run and say when an update is due. `officers_at`: at these local
    hours of every day officers do what is asked of them; none where nobody answers.
    """

    settings: ForceSettings
    journeys: Sequence[Journey]
    followed: Mapping[tuple[str, int], Journey]
    library: Library
    duties: Duties
    texts: Mapping[str, TextFacts]
    groups: Mapping[str, OffenceGroup]
    holidays: Set[date]
    rules: Rules
    until: datetime
    stops: Stops = NO_STOPS
    with_clocks: bool = False
    officers_at: tuple[time, ...] = ()

    @classmethod
    def of(cls, content: Content, *, settings: ForceSettings, until: datetime, stops: Stops = NO_STOPS) -> "Engine":
        """Return the engine for one content; the virtual clock never goes past `until`."""
        return cls(
            settings=settings,
            journeys=content.journeys,
            followed={(journey.name, journey.version): journey for journey in content.journeys},
            library=content.library,
            duties=content.duties,
            texts=text_facts(content.library.templates),
            groups=offence_groups(),
            holidays=bank_holidays(),
            rules=Rules(
                known=replace(read_known(project.CONTENT_DIR), channels=settings.channels),
                backlog_days=settings.backlog_days,
            ),
            until=until,
            stops=stops,
        )
