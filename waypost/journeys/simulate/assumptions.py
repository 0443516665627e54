"""Whose settings a simulation takes, and what it takes as given, said in sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import ForceSettings, ForceState
from waypost.base.values import ForceName
from waypost.messages.gates.caps import Caps
from waypost.messages.queries import stops_in_force
from waypost.messages.stops import NO_STOPS

_DEMO_FORCE = ForceName("anyshire")


@dataclass
class Assumed:
    """What was taken as given, in the order in which it was."""

    sentences: list[str] = field(default_factory=list)

    def settings_of(self, given: str | None) -> Callable[[Sequence[str]], ForceSettings]:
        """
        Return how the settings are found once the forces in the events are known: of the force `given`, else of the
        one that most events name, else of the demo force.

        :raises UnknownForce: when it is called, if there is no force `given`.
        """

        def find(named: Sequence[str]) -> ForceSettings:
            return self._as_if_live(force_settings(ForceName(given)) if given else self._of_events(named[0]), named)

        return find

    def add_clock(self, run_on_days: int) -> None:
        """Say how virtual time passes."""
        self.sentences += [
            "Each snapshot comes at its own time, so none is backlog; all of one moment are decided together.",
            f"After the last snapshot the clock runs on for at most {run_on_days} days, for what still waits.",
        ]

    def _of_events(self, name: str) -> ForceSettings:
        try:
            return force_settings(ForceName(name))
        except UnknownForce:
            self.sentences.append(f"There is no force {name} here: the settings of {_DEMO_FORCE} stand in for its own.")
            return replace(force_settings(_DEMO_FORCE), name=ForceName(name))

    def _as_if_live(self, found: ForceSettings, named: Sequence[str]) -> ForceSettings:
        self.sentences += [
            f"The groups, phases, hours and number ranges of {found.name} are those set now.",
            "The force, its sources and its journeys count as live, but for a journey whose own file says otherwise.",
            "Texts and e-mails have a provider that delivers everything at once; nobody signs in or answers, but"
            " where the record says so.",
        ]
        if stops_in_force(found.name) != NO_STOPS:
            self.sentences.append(
                "What is stopped by hand stays stopped, but for a stop of the whole force: that counts as lifted."
            )
        if Caps.of(found).is_set:
            self.sentences.append(
                f"One number or address gets in a day what {found.name} lets it have; before the record begins it"
                " has got nothing."
            )
        if len(named) > 1:
            self.sentences.append(f"The events name {len(named)} forces; those of the others were left out.")
        return replace(found, state=ForceState.LIVE, journeys={})
