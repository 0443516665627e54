"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.witness_care import views

urlpatterns: list[URLPattern] = [
    path("hearings/", views.Week.as_view(), name="hearings"),
    path("hearings/file/", views.WeekFile.as_view(), name="hearings-csv"),
    path("hearings/changed/", views.Changed.as_view(), name="hearings-changed"),
    path("hearings/results/", views.Results.as_view(), name="hearings-results"),
]
