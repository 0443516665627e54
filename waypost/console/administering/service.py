"""Sources and providers, and whether they are well."""

from django.http import HttpRequest, HttpResponse

from waypost.console.administering import queries
from waypost.console.administering.views import AdminView


class Sources(AdminView):
    """The systems that tell us of cases."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show each with when it was last heard of, and what waits."""
        return self.page("administering/sources", rows=queries.sources(self.me.force, now=self.now))


class Providers(AdminView):
    """Who carries messages. A key is never shown, only whether there is one."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show each with whether it takes messages, and when it last told of one."""
        return self.page("administering/providers", rows=queries.providers(self.me.force, now=self.now))
