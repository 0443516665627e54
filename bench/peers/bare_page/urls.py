"""The one address."""

from django.urls import path

from bench.peers.bare_page.views import entry

urlpatterns = [path("entry/<int:number>/", entry)]
