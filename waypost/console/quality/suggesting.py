"""Contacts that records hold in the wrong field: chosen from a list, looked at together, confirmed, by two for many."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.console.doors import StaffView
from waypost.console.quality import queries
from waypost.messages.operations.confirming import Confirmed, agree_together, confirm_together, preview
from waypost.worklist.operations.together import NotWaiting, SameOne, TooMany, decide_together
from waypost.worklist.record_queries import waiting_bulk
from waypost.worklist.rules.together import ALONE, MOST

_SAID, _CHOSEN = "staff_said", "staff_suggestions"
_SIZES = (ALONE, MOST)
_MOST_WAITING = 20
_LONGEST_TEAM = 120


class SuggestionsView(StaffView):
    """A page about contacts that were suggested."""

    look = Action.STAFF_SUGGESTIONS_VIEWED


class Suggestions(SuggestionsView):
    """The list to choose from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it."""
        team = request.GET.get("team", "").strip()[:_LONGEST_TEAM]
        wanted = request.GET.get("show", "")
        size = int(wanted) if wanted in map(str, _SIZES) else ALONE
        after = queries.read_cursor(request.GET.get("after", ""))
        found = queries.suggestions(team=team, after=after, size=size, by=self.me, now=self.now)
        self.note(self.look, fields=[f"case:{one.case_id}" for one in found.lines])
        chosen = {"team": team, "show": str(size)}
        return self.page(
            "quality/suggestions",
            said=request.session.pop(_SAID, None),
            team=team,
            sizes=_SIZES,
            size=size,
            lines=found.lines,
            first=urlencode(chosen) if after else "",
            next=urlencode({**chosen, "after": queries.cursor_text(found.after)}) if found.after else "",
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was chosen, and lead to the page that says what will happen."""
        chosen = [str(one) for one in _ids(request.POST.getlist("item"))]
        self.note(self.look, fields=["chosen", f"items:{len(chosen)}"])
        if not chosen or len(chosen) > MOST:
            request.session[_SAID] = f"Choose at least one, and {MOST} at most. Nothing was confirmed."
            return redirect("console:suggestions")
        request.session[_CHOSEN] = chosen
        return redirect("console:suggestions-check")


class Check(SuggestionsView):
    """What will happen, and to how many; then the button."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        chosen = _ids(request.session.get(_CHOSEN, []))
        if not chosen:
            return redirect("console:suggestions")
        shown = preview(chosen, by=self.me)
        together = queries.as_lines(shown.together, by=self.me, now=self.now)
        alone = queries.as_lines([one for one, _ in shown.alone], by=self.me, now=self.now)
        why = {one.item.item_id: sentence for one, sentence in shown.alone}
        self.note(self.look, fields=["check", *(f"case:{one.case_id}" for one in (*together, *alone))])
        return self.page(
            "quality/suggestions-check",
            together=together,
            alone=[(one, why[one.item_id]) for one in alone],
            needs_second=shown.needs_second_person,
            most_alone=ALONE,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Confirm them, or let them wait for a second person."""
        chosen = _ids(request.session.pop(_CHOSEN, []))
        try:
            done = confirm_together(chosen, by=self.me, now=self.now)
        except TooMany:
            done = Confirmed(0, len(chosen))
        self._is_noted = bool(done.done or done.waits)
        request.session[_SAID] = said_of(done)
        return redirect("console:suggestions-waiting" if done.waits else "console:suggestions")


class Waiting(SuggestionsView):
    """What waits for a second person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, with all that is in each."""
        waiting = waiting_bulk(force=self.me.force, limit=_MOST_WAITING)
        found = [(one, preview(one.items, by=self.me)) for one in waiting[:1]]
        first = [(one, queries.as_lines(shown.together, by=self.me, now=self.now)) for one, shown in found]
        self.note(self.look, fields=["waiting", *(str(one.bulk_id) for one in waiting)])
        return self.page(
            "quality/suggestions-waiting",
            said=request.session.pop(_SAID, None),
            first=first[0] if first else None,
            others=len(waiting) - 1 if waiting else 0,
            mine=bool(waiting) and waiting[0].proposed_by == self.me.collar_number,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take what a second person says."""
        request.session[_SAID] = self._decide(request)
        return redirect("console:suggestions-waiting")

    def _decide(self, request: HttpRequest) -> str:
        bulk_id = next(iter(_ids([request.POST.get("bulk", "")])), None)
        if bulk_id is None:
            return "Nothing was chosen."
        try:
            if request.POST.get("say") == "agree":
                done = agree_together(bulk_id, by=self.me, now=self.now)
                self._is_noted = True
                return said_of(done)
            decide_together(bulk_id, agrees=False, by=self.me, now=self.now)
        except NotWaiting:
            return "Somebody has decided that already. Nothing was changed."
        except SameOne:
            return "You have asked for this yourself: somebody else has to agree. Nothing was changed."
        self._is_noted = True
        return "Nothing of it is confirmed. Each can still be answered by itself."


def said_of(done: Confirmed) -> str:
    """Return what the list says afterwards."""
    if done.waits:
        return "They wait for a second person. Nothing is used before somebody else has agreed."
    left = (
        f" {done.left} {'was' if done.left == 1 else 'were'} left as before: look at each by itself."
        if done.left
        else ""
    )
    return f"{done.done} {'contact is' if done.done == 1 else 'contacts are'} confirmed.{left}"


def _ids(said: Sequence[str]) -> list[UUID]:
    """Return the ids among what a form sent, each once."""
    found: dict[UUID, None] = {}
    for one in said:
        try:
            found[UUID(one)] = None
        except ValueError:
            continue
    return list(found)
