"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.officer import absence, replying, views

urlpatterns: list[URLPattern] = [
    path("my-victims/", views.MyVictims.as_view(), name="my-victims"),
    path("absence/", absence.MyAbsence.as_view(), name="absence"),
    path("case/<row:case_id>/write/<row:person_id>/", replying.WriteToVictim.as_view(), name="reply"),
]
