"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.matters import views

_ONE = "case/<row:case_id>/matter/<uuid:matter>/"

urlpatterns: list[URLPattern] = [
    path("matters/", views.Matters.as_view(), name="matters"),
    path("case/<row:case_id>/matter/", views.Record.as_view(), name="matter-record"),
    path(_ONE, views.Matter.as_view(), name="matter"),
    path(f"{_ONE}acknowledge/", views.Acknowledge.as_view(), name="matter-acknowledge"),
    path(f"{_ONE}decide/", views.Decide.as_view(), name="matter-decide"),
    path(f"{_ONE}close/", views.Close.as_view(), name="matter-close"),
]
