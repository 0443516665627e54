"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.supervising import views

urlpatterns: list[URLPattern] = [
    path("team/", views.Workload.as_view(), name="supervising"),
    path("team/clocks/", views.Clocks.as_view(), name="team-clocks"),
    path("team/held/", views.Held.as_view(), name="team-held"),
    path("team/staff/<uuid:staff_id>/absence/", views.TeamAbsence.as_view(), name="team-absence"),
    path("team/staff/<uuid:staff_id>/hand-over/", views.HandOver.as_view(), name="hand-over"),
]
