"""What is wrong in records, who is the same person, how many can be told, what was set aside: parse, call, answer."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.base.clock import LONDON
from waypost.cases.same_person import pair_of_id, pairs
from waypost.cases.same_person.values import WORDS, CannotDecide, Decision, NoSuchPair, PairState, Said
from waypost.cases.set_asides import set_asides
from waypost.console.doors import StaffView
from waypost.console.forms import WrittenField
from waypost.console.quality import queries
from waypost.console.quality.presentation import NO_TEAM, newest, of_team, share, total
from waypost.console.words import console_words
from waypost.messages.contactability.counting import days_measured
from waypost.reports.lines import Point, line_plot
from waypost.reports.plots import Bar, bar_plot
from waypost.worklist.operations.same_people import decide_pair
from waypost.worklist.values import Desk

LONGEST_WHY = 300
_SAID = "staff_said"
_PAGE = 50
_GREATEST_ID = 2**63 - 1
_DAYS = (14, 30, 90)
_LONGEST_RULE = 60


class Records(StaffView):
    """What is wrong in records, by rule and by whose task it is."""

    look = Action.STAFF_RECORDS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the rules, and one page of the records."""
        wanted, rule = request.GET.get("desk", ""), request.GET.get("rule", "")[:_LONGEST_RULE]
        desk = Desk(wanted) if wanted in set(Desk) else None
        after = queries.read_cursor(request.GET.get("after", ""))
        found = queries.records(desk=desk, rule=rule, after=after, by=self.me, now=self.now)
        self.note(self.look, fields=[f"case:{one.case_id}" for one in found.lines])
        chosen = {"desk": desk or "", "rule": rule}
        return self.page(
            "quality/records",
            said=request.session.pop(_SAID, None),
            rules=queries.rules(by=self.me),
            desks=[("", "Any desk"), *console_words().desks.items()],
            desk=desk or "",
            rule=rule,
            lines=found.lines,
            first=_query(chosen) if after else "",
            next=_query({**chosen, "after": queries.cursor_text(found.after)}) if found.after else "",
        )


class SamePeople(StaffView):
    """Entries of several cases that seem, or were said, to be one human."""

    look = Action.STAFF_PAIRS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of pairs in a state."""
        wanted, typed = request.GET.get("state", ""), request.GET.get("after", "")
        state = PairState(wanted) if wanted in set(PairState) else PairState.PROPOSED
        after = min(int(typed), _GREATEST_ID) if typed.isascii() and typed.isdigit() else 0
        found = pairs(force=self.me.force, state=state, after=after, limit=_PAGE)
        self.note(self.look, fields=[f"pair:{one.pair_id}" for one in found.pairs])
        return self.page(
            "quality/same-people",
            said=request.session.pop(_SAID, None),
            state=state.value,
            pairs=found.pairs,
            words=WORDS,
            first=_query({"state": state}) if after else "",
            next=_query({"state": state, "after": str(found.next_after)}) if found.next_after else "",
        )


class DecideForm(forms.Form):
    """What somebody says of a pair, and why."""

    decision = forms.ChoiceField(label="What do you say?", error_messages={"required": "Choose what you say"})
    why = WrittenField(
        label="How do you know?",
        help_text="It is kept with the pair. Do not write what only one of the two records may say.",
        max_length=LONGEST_WHY,
        error_messages={
            "required": "Say how you know",
            "max_length": f"What you write can be {LONGEST_WHY} characters at most",
        },
    )

    def __init__(self, data: object = None, *, state: PairState) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["decision"].choices = _decisions(state)  # type: ignore[attr-defined]


class SamePair(StaffView):
    """One pair: what the two have in common, what speaks against it, and where somebody decides."""

    look = Action.STAFF_PAIRS_VIEWED
    said = {
        Decision.CONFIRM: "The two count as one person from now on.",
        Decision.REFUSE: "The two count as two. Nobody is asked again on the same evidence.",
        Decision.SPLIT: "The two count as two from now on.",
    }

    def get(self, _request: HttpRequest, pair: int) -> HttpResponse:
        """Show it."""
        return self.show(pair)

    def post(self, request: HttpRequest, pair: int) -> HttpResponse:
        """Take what somebody says, and lead back to the list."""
        found = pair_of_id(pair, force=self.me.force)
        if found is None:
            return self.not_there()
        form = DecideForm(request.POST, state=found.state)
        if not form.is_valid():
            return self.show(pair, form)
        decision, why = Decision(form.cleaned_data["decision"]), form.cleaned_data["why"]
        said = Said(self.me.collar_number, why)
        try:
            decide_pair(pair, decision, said=said, force=self.me.force, by=self.me.actor, now=self.now)
        except NoSuchPair:
            return self.not_there()
        except CannotDecide as fault:
            form.add_error("decision", f"This cannot be decided now: {fault}")
            return self.show(pair, form)
        self._is_noted = True
        request.session[_SAID] = self.said[decision]
        return redirect("console:same-people")

    def show(self, pair: int, form: DecideForm | None = None) -> HttpResponse:
        """Answer with the page; `form` is what could not be taken as it was."""
        found = pair_of_id(pair, force=self.me.force)
        if found is None:
            return self.not_there()
        self.note(self.look, fields=[f"pair:{pair}"])
        form = form or DecideForm(state=found.state)
        return self.page(
            "quality/same-pair",
            pair=found,
            words=WORDS,
            form=form,
            choices=_decisions(found.state),
            longest=LONGEST_WHY,
        )

    def not_there(self) -> HttpResponse:
        """Answer alike for what is not there and for what nobody should hear of."""
        self.note(Action.STAFF_PAGE_REFUSED, fields=["pair"])
        return self.problem(404, "We cannot find this pair", "The records may say something else now. Go to the list.")


class Contactability(StaffView):
    """How many victims of open crimes could be told safely, by day and team."""

    look = Action.STAFF_CONTACTABILITY_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the days that were chosen."""
        wanted, team = request.GET.get("days", ""), request.GET.get("team")
        days = int(wanted) if wanted in map(str, _DAYS) else _DAYS[0]
        measured = days_measured(force=self.me.force, until=self.now.astimezone(LONDON).date(), days=days)
        last = newest(measured)
        teams = last.teams or () if last else ()
        is_known = team in {one.team for one in teams}
        shown = of_team(measured, team) if is_known and team is not None else measured
        lines = [(one.day, total(one)) for one in shown]
        points = tuple(
            Point(f"{day.day} {day:%b}", 100 * count.reachable // count.victims if count and count.victims else None)
            for day, count in lines
        )
        bars = tuple(Bar(one.team or NO_TEAM, one.victims, one.victims - one.reachable) for one in teams if one.victims)
        return self.page(
            "quality/contactability",
            days=days,
            choices=_DAYS,
            team=team if is_known else None,
            teams=teams,
            no_team=NO_TEAM,
            lines=list(reversed(lines)),
            share=share,
            last=last,
            trend=line_plot("told", "Victims who can be told safely", points, unit="can be told") if last else None,
            bars=bar_plot("teams", "By team", bars, unit="victims", late="cannot be told") if bars else None,
        )


class SetAsides(StaffView):
    """Records that could not be taken, and another try."""

    look = Action.STAFF_SOURCES_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        typed = request.GET.get("after", "")
        after = min(int(typed), _GREATEST_ID) if typed.isascii() and typed.isdigit() else 0
        found = set_asides().waiting(force=self.me.force, after=after, limit=_PAGE + 1)
        shown = found[:_PAGE]
        more = {"after": str(shown[-1].aside_id)} if len(found) > _PAGE else {}
        return self.page(
            "quality/set-aside",
            said=request.session.pop(_SAID, None),
            asides=shown,
            stale=queries.stale_sources(self.me.force),
            is_first=not after,
            next=_query(more) if more else "",
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let those that were chosen be tried again, and lead back."""
        ids = [int(one) for one in request.POST.getlist("aside")[: _PAGE + 1] if one.isascii() and one.isdigit()]
        ids = [one for one in ids if one <= _GREATEST_ID]
        count = set_asides().try_again(ids, force=self.me.force, by=self.me.actor, now=self.now) if ids else 0
        self._is_noted = bool(count)
        request.session[_SAID] = (
            f"{count} {'is' if count == 1 else 'are'} tried again within minutes. What fails again comes back here."
            if count
            else "Nothing was chosen."
        )
        return redirect("console:set-aside")


def _decisions(state: PairState) -> list[tuple[str, str]]:
    if state is PairState.CONFIRMED:
        return [
            (Decision.CONFIRM.value, "They are still the same person"),
            (Decision.SPLIT.value, "They are two people: part them now"),
        ]
    return [
        (Decision.CONFIRM.value, "They are the same person"),
        (Decision.REFUSE.value, "They are two people, or I cannot tell"),
    ]


def _query(said: dict[str, str]) -> str:
    return urlencode({name: value for name, value in said.items() if value})
