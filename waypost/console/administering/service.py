"""Sources and providers, and whether they are well; a source is switched on, off, paused and resumed here."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from waypost.cases.sources import pause, resume, set_state
from waypost.cases.values import SourceFacts, SourceState
from waypost.console.administering import queries
from waypost.console.administering.views import LOOKED_BACK, AdminView
from waypost.console.administering.words import admin_words
from waypost.messages.values import Reason

_PAUSE: Final = "pause"
_RESUME: Final = "resume"


class Sources(AdminView):
    """The systems that tell us of cases."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show each with when it was last heard of, and what waits."""
        return self.page("administering/sources", rows=queries.sources(self.me.force, now=self.now), said=self.told())


class SwitchSource(AdminView):
    """One source: what to do chosen, looked at, then done."""

    def get(self, _request: HttpRequest, source: int) -> HttpResponse:
        """Show what may be done with it."""
        found = queries.source(source, force=self.me.force)
        return self._form(found) if found else self._unknown()

    def post(self, request: HttpRequest, source: int) -> HttpResponse:
        """Show what it would do; with `sure` do it."""
        found = queries.source(source, force=self.me.force)
        if found is None:
            return self._unknown()
        chosen = request.POST.get("do", "")
        if chosen not in _offered(found):
            return self._form(found, fault="Choose what to do")
        if request.POST.get("sure") != "yes":
            return self._preview(found, chosen)
        self._do(found, chosen)
        return self.done(f"{found.name}: {admin_words().source_acts_done[chosen]}", reverse("console:admin-sources"))

    def _do(self, found: SourceFacts, chosen: str) -> None:
        match chosen:
            case "pause":
                pause(found, by=self.me.actor, now=self.now)
            case "resume":
                resume(found, by=self.me.actor, now=self.now)
            case _:
                set_state(found, SourceState(chosen), by=self.me.actor, now=self.now)
        self._is_noted = True

    def _form(self, found: SourceFacts, *, fault: str = "") -> HttpResponse:
        return self.page("administering/source", source=found, acts=_offered(found), fault=fault)

    def _preview(self, found: SourceFacts, chosen: str) -> HttpResponse:
        words = admin_words()
        reasons = (Reason.SOURCE_IN_SHADOW,) if chosen == SourceState.LIVE else ()
        is_state = chosen in set(SourceState)
        paused = words.source_health["paused"] if found.paused_at else words.source_acts_done[_RESUME]
        return self.page(
            "administering/sure",
            title=f"Source {found.name}",
            before=words.source_states[found.state.value] if is_state else paused,
            after=words.source_acts_done[chosen],
            fields={"do": chosen},
            kept=queries.kept_back(
                reasons, journey="", groups=None, since=self.now - LOOKED_BACK, until=self.now, force=self.me.force
            ),
            back=reverse("console:admin-source", kwargs={"source": found.id}),
        )

    def _unknown(self) -> HttpResponse:
        return self.nothing("There is no such source", "Go back to the sources and choose one there.")


class Providers(AdminView):
    """Who carries messages. A key is never shown, only whether there is one."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show each with whether it takes messages, and when it last told of one."""
        return self.page("administering/providers", rows=queries.providers(self.me.force, now=self.now))


def _offered(found: SourceFacts) -> dict[str, str]:
    """Return what may be done with a source as it is now, with words."""
    state = SourceState.SHADOW if found.state is SourceState.LIVE else SourceState.LIVE
    acts = (state.value, _RESUME if found.paused_at else _PAUSE)
    return {act: admin_words().source_acts[act] for act in acts}
