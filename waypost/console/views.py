"""The pages of staff. Each parses, makes one call, answers."""

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action
from waypost.console.doors import StaffView


class Home(StaffView):
    """Where somebody stands who has signed in."""

    look = Action.STAFF_HOME_VIEWED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.page("home")
