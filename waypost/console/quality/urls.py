"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.quality import suggesting, views

urlpatterns: list[URLPattern] = [
    path("records/", views.Records.as_view(), name="records"),
    path("records/suggestions/", suggesting.Suggestions.as_view(), name="suggestions"),
    path("records/suggestions/check/", suggesting.Check.as_view(), name="suggestions-check"),
    path("records/suggestions/waiting/", suggesting.Waiting.as_view(), name="suggestions-waiting"),
    path("records/same-people/", views.SamePeople.as_view(), name="same-people"),
    path("records/same-people/<row:pair>/", views.SamePair.as_view(), name="same-pair"),
    path("records/set-aside/", views.SetAsides.as_view(), name="set-aside"),
    path("contactability/", views.Contactability.as_view(), name="contactability"),
]
