"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.matters import announcing, closing, views

_ONE = "case/<row:case_id>/matter/<uuid:matter>/"

urlpatterns: list[URLPattern] = [
    path("matters/", views.Matters.as_view(), name="matters"),
    path("case/<row:case_id>/matter/", views.Record.as_view(), name="matter-record"),
    path(_ONE, views.Matter.as_view(), name="matter"),
    path(f"{_ONE}acknowledge/", views.Acknowledge.as_view(), name="matter-acknowledge"),
    path(f"{_ONE}decide/", views.Decide.as_view(), name="matter-decide"),
    path(f"{_ONE}close/", views.Close.as_view(), name="matter-close"),
    path("announcements/", announcing.Announcements.as_view(), name="announcements"),
    path("announcements/breach/", announcing.Breach.as_view(), name="announce-breach"),
    path("announcements/outage/", announcing.Outage.as_view(), name="announce-outage"),
    path("announcements/<uuid:announcement>/", announcing.Second.as_view(), name="announcement"),
    path("case/<int:case_id>/appeal/", announcing.Appeal.as_view(), name="announce-appeal"),
    path("case/<int:case_id>/person/<int:person>/thread/close/", closing.CloseThread.as_view(), name="thread-close"),
    path("case/<int:case_id>/person/<int:person>/thread/open/", closing.ReopenThread.as_view(), name="thread-open"),
]
