"""What is done to many messages at once: stop, lift, take back, let what is new go; and the second person."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.cases.briefs import briefs_of
from waypost.console.administering import queries
from waypost.console.administering.log import Row, called
from waypost.console.administering.people import names_of
from waypost.console.administering.views import AdminView
from waypost.console.administering.words import admin_words
from waypost.messages import log_queries
from waypost.messages.guards import CanaryKind, Guards, Together
from waypost.messages.operations.bulk import (
    AlreadyAsked,
    NotAsked,
    SamePerson,
    Wanted,
    agree,
    ask_for,
    count_of,
    needs_two,
    say_no,
)
from waypost.messages.operations.letting_go import MOST_COUNTED, NothingNew
from waypost.messages.operations.recalling import NothingToRecall, RecallKind
from waypost.messages.operations.stopping import (
    AlreadyStopped,
    NoReason,
    NothingToStop,
    NotStopped,
    Target,
    check_reason,
    stop,
)
from waypost.messages.stops import StopKind

_FIRST_SHOWN = 20
_SAY_WHY = "Say why, in 1 to 200 characters"
_NOT_DONE = (AlreadyAsked, NothingNew, NothingToRecall, NotStopped)


class Stops(AdminView):
    """What is stopped by hand, and what may be stopped."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show both."""
        return self.show()

    def show(self, *, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None) -> HttpResponse:
        """Answer with the page; `typed` is what could not be taken as it was."""
        found = queries.stops(self.me.force)
        return self.page(
            "administering/stops",
            rows=[(one, admin_words().stop_kinds[one.kind.value]) for one in found],
            who=names_of([one.stopped_by for one in found], force=self.me.force),
            kinds=admin_words().stop_kinds,
            typed=typed or {},
            faults=faults or {},
            said=self.told(),
        )


class NewStop(Stops):
    """Where a stop is posted: it holds from the next moment on."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Stop it; nothing is lost by it, so nobody is asked twice."""
        typed = {name: request.POST.get(name, "").strip() for name in ("kind", "name", "reason")}
        faults = _faults_of_stop(typed)
        if faults:
            return self.show(typed=typed, faults=faults)
        kind = StopKind(typed["kind"])
        target = Target(kind, "" if kind is StopKind.FORCE else typed["name"])
        try:
            stop(target, reason=typed["reason"], force=self.me.force, by=self.me.actor, now=self.now)
        except NothingToStop:
            return self.show(typed=typed, faults={"name": "There is nothing of that name. Check how it is written"})
        except AlreadyStopped:
            return self.show(typed=typed, faults={"kind": "This is stopped already. It stands in the list above"})
        self._is_noted = True
        return self.done(
            "It is stopped. What was due is held, and what is on its way may still arrive.", reverse("console:stops")
        )


class ManyView(AdminView):
    """Something that reaches many: what it would reach is shown first, and where they are many a second one agrees."""

    act: ClassVar[Together]
    back: ClassVar[str]
    warning: ClassVar[str]

    def wanted(self, asked: Mapping[str, str]) -> Wanted | None:
        """Return what the address or the form names, or None where it names nothing."""
        kinds = {Together.LIFT: StopKind, Together.LET_GO: CanaryKind, Together.RECALL: RecallKind}[self.act]
        kind, target = asked.get("kind", ""), asked.get("target", "").strip()
        is_known = kind in set(kinds) and bool(target) == (kind != "force")
        return Wanted(self.act, kind, target) if is_known else None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what it would reach."""
        wanted = self.wanted(request.GET.dict())
        return self.sure(wanted) if wanted else self.unknown()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it, or ask for a second person."""
        wanted = self.wanted(request.POST.dict())
        if wanted is None:
            return self.unknown()
        reason = request.POST.get("reason", "")
        try:
            check_reason(reason)
            outcome = ask_for(wanted, reason=reason, force=self.me.force, by=self.me.actor, now=self.now)
        except NoReason:
            return self.sure(wanted, typed=reason, fault=_SAY_WHY)
        except _NOT_DONE as fault:
            return self.problem(409, "Nothing was done", str(fault))
        self._is_noted = True
        if outcome.wish is not None:
            sentence = (
                "A second person must agree. Ask somebody with your role, or an approver, to look at what is new."
            )
            return self.done(sentence, reverse(self.back))
        return self.done(f"Done. Messages reached: {outcome.count:,}.", reverse(self.back))

    def sure(self, wanted: Wanted, *, typed: str = "", fault: str = "") -> HttpResponse:
        """Answer with the page that says what it would reach."""
        force = self.me.force
        count = count_of(wanted, force=force)
        return self.page(
            "administering/many",
            wanted=wanted,
            title=admin_words().acts[wanted.act.value],
            what=_what(wanted),
            count=_said(count),
            two=needs_two(count, force=force),
            warning=self.warning,
            rows=self.examples(wanted),
            typed=typed,
            fault=fault,
            back=reverse(self.back),
        )

    def examples(self, _wanted: Wanted) -> list[Row] | None:
        """Return messages to look at before; None where there are none to show."""
        return None

    def unknown(self) -> HttpResponse:
        """Answer that nothing of that name is there."""
        return self.nothing("There is no such thing here", "Go back and choose one from the list.")


class Lift(ManyView):
    """A stop is lifted."""

    act = Together.LIFT
    back = "console:stops"
    warning = (
        "Each message is checked again before it leaves, and goes only if it is still of use. Of a text, a journey or "
        "the whole force the first few leave, then somebody looks."
    )


class Recall(ManyView):
    """What waits is taken back."""

    act = Together.RECALL
    back = "console:stops"
    warning = (
        "What is taken back is never sent. The clocks of the law go on, and officers see who must still be told. To "
        "keep more from coming, stop the text or the journey first."
    )

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what to take back, then show what it would reach."""
        if "kind" in request.GET:
            wanted = self.wanted(request.GET.dict())
            if wanted is not None:
                return self.sure(wanted)
            return self._ask(request.GET.dict(), fault="Choose what, and type its name")
        return self._ask({}, fault="")

    def _ask(self, typed: Mapping[str, str], *, fault: str) -> HttpResponse:
        kinds = admin_words().recall_kinds
        return self.page("administering/recall", kinds=kinds, typed=typed, fault=fault, said=self.told())


class LetGo(ManyView):
    """The rest of what is new is let go."""

    act = Together.LET_GO
    back = "console:first-ones"
    warning = "Look at these first. Each message that waits is checked again before it leaves."

    def examples(self, wanted: Wanted) -> list[Row]:
        """Return the first ones that have left."""
        found = _new_one(wanted, list(log_queries.new_ones(self.me.force)))
        if found is None:
            return []
        lines = log_queries.first_ones(found, force=self.me.force, limit=_FIRST_SHOWN)
        briefs = briefs_of([line.case_id for line in lines], force=self.me.force)
        return [Row(line, called(briefs.get(line.case_id))) for line in lines]


class FirstOnes(AdminView):
    """What is new, and what waits for a second person."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show both."""
        force, words = self.me.force, admin_words()
        wishes = log_queries.open_wishes(force)
        return self.page(
            "administering/first-ones",
            rows=[(one, words.new_kinds[one.kind.value]) for one in log_queries.new_ones(force)],
            most=Guards.of(force_settings(force)).canary,
            wishes=[(one, words.acts[one.act.value], _what(Wanted(one.act, one.kind, one.target))) for one in wishes],
            who=names_of([one.asked_by for one in wishes], force=force),
            me=self.me.actor.id,
            said=self.told(),
        )


class Second(AdminView):
    """Where a second person agrees, or says no."""

    look = Action.STAFF_ADMIN_VIEWED

    def get(self, _request: HttpRequest, wish: UUID) -> HttpResponse:
        """Show what is asked for, and what it would reach now."""
        found = log_queries.open_wish(wish, force=self.me.force)
        if found is None:
            return self._over()
        wanted = Wanted(found.act, found.kind, found.target)
        return self.page(
            "administering/second",
            wish=found,
            title=admin_words().acts[found.act.value],
            what=_what(wanted),
            count=_said(count_of(wanted, force=self.me.force)),
            who=names_of([found.asked_by], force=self.me.force)[found.asked_by],
            is_mine=found.asked_by == self.me.actor.id,
        )

    def post(self, request: HttpRequest, wish: UUID) -> HttpResponse:
        """Take the answer."""
        force, by = self.me.force, self.me.actor
        try:
            if request.POST.get("answer") == "yes":
                count = agree(wish, force=force, by=by, now=self.now)
                sentence = f"Done. Messages reached: {count:,}."
            else:
                say_no(wish, force=force, by=by, now=self.now)
                sentence = "Nothing was done. It is not asked for any more."
        except SamePerson:
            return self.problem(403, "Somebody else must agree", "You asked for this, so you cannot agree to it.")
        except NotAsked:
            return self._over()
        except _NOT_DONE as fault:
            return self.problem(409, "Nothing was done", str(fault))
        self._is_noted = True
        return self.done(sentence, reverse("console:first-ones"))

    def _over(self) -> HttpResponse:
        return self.nothing("This does not wait any more", "Somebody has decided it. Go back to see what still waits.")


def _faults_of_stop(typed: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    if typed["kind"] not in set(StopKind):
        faults["kind"] = "Choose what to stop"
    elif typed["kind"] != StopKind.FORCE and not typed["name"]:
        faults["name"] = "Type the name of the journey or text, or the reference of the case"
    try:
        check_reason(typed["reason"])
    except NoReason:
        faults["reason"] = _SAY_WHY
    return faults


def _new_one(wanted: Wanted, among: list[log_queries.CanaryFacts]) -> log_queries.CanaryFacts | None:
    return next((one for one in among if (one.kind.value, one.target) == (wanted.kind, wanted.target)), None)


def _what(wanted: Wanted) -> str:
    words = admin_words()
    kinds = {Together.LIFT: words.stop_kinds, Together.LET_GO: words.new_kinds, Together.RECALL: words.recall_kinds}
    kind = kinds[wanted.act][wanted.kind]
    return f"{kind}: {wanted.target}" if wanted.target else kind


def _said(count: int) -> str:
    return f"more than {MOST_COUNTED - 1:,}" if count >= MOST_COUNTED else f"{count:,}"
