"""What every page about one case does first: whether whoever asks may open it, and that the asking is written down."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from waypost.access.case_reasons import open_reasons
from waypost.access.permissions import Action, Permission
from waypost.access.queries import directory
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.doors import StaffView
from waypost.console.standing import Looker, Standing, covered_by, standing
from waypost.worklist.queries import cases_in_hand


def looker_for(staff: Staff, case_ids: frozenset[CaseId], *, now: datetime) -> Looker:
    """Return somebody with all that decides which of these cases they may open, in three reads."""
    with in_force(staff.force):
        covers = covered_by(staff.collar_number, directory(staff.force).staff.values(), now=now)
        # Of an item of somebody who is away it says itself who covers it: of a sealed case the supervisor.
        holds = cases_in_hand({staff.collar_number}, case_ids, force=staff.force)
        reasons = open_reasons(UUID(staff.id), force=staff.force, now=now)
    return Looker(staff, covers, holds, reasons)


class CaseView(StaffView):
    """
    A page about one case, `self.case`, whose address has `<row:case_id>`.

    It is opened as far as the permission of its address reaches: who may see a case of the force may not by that write
    to its victim.
    """

    case: CaseFacts
    looker: Looker

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the case, ask for a reason, or say that there is none."""
        self._case_id = CaseId(kwargs["case_id"])
        return super().dispatch(request, *args, **kwargs)

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Return what somebody gets who may not open the case; what is hidden reads like what was never there."""
        turned = super().turn_away(permission)
        if turned is not None:
            return turned
        me = self.me
        with in_force(me.force):
            found = cases_by_id({self._case_id}, force=me.force).get(self._case_id)
            self.looker = looker_for(me, frozenset({self._case_id}), now=self.now)
        if found is None:
            return self.not_there()
        self.case = found
        stands = standing(self.looker, found, permission=permission)
        if stands is Standing.OPEN:
            return None
        if stands is Standing.HIDDEN or self.request.method != "GET":
            return self.not_there()
        return self._ask_why()

    def not_there(self) -> HttpResponse:
        """Answer alike for what is not there and for what is not this person's to see."""
        self.note(Action.STAFF_CASE_REFUSED, case_id=self._case_id)
        return self.problem(
            404,
            "We cannot find this case",
            "It may be with somebody else, or it was never here.",
            "If you need it for your work, ask your supervisor.",
        )

    def note_case(self, action: Action, *seen: str) -> None:
        """Write down that this case was looked at; `seen` are names of what was on the page."""
        self.note(action, case_id=self.case.case_id, fields=seen)

    def _ask_why(self) -> HttpResponse:
        self.note(Action.STAFF_REASON_ASKED, case_id=self._case_id)
        why = reverse("console:case-reason", kwargs={"case_id": self._case_id})
        return redirect(f"{why}?{urlencode({'next': self.request.get_full_path()})}")
