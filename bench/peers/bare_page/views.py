"""The one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.peers.bare_page.models import Entry


def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry."""
    return render(request, "bare.html", {"entry": get_object_or_404(Entry, pk=number)})
