"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.threads import views

_THREAD = "case/<row:case_id>/thread/<row:person_id>/"

urlpatterns: list[URLPattern] = [
    path("threads/", views.Threads.as_view(), name="threads"),
    path(_THREAD, views.Thread.as_view(), name="thread"),
    path(f"{_THREAD}read/", views.Read.as_view(), name="thread-read"),
    path(f"{_THREAD}not-so/", views.NotSo.as_view(), name="sign-not-so"),
]
