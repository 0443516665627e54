"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.finding import views

urlpatterns: list[URLPattern] = [
    path("find/", views.Find.as_view(), name="find"),
    path("find/text/", views.TextCheck.as_view(), name="text-check"),
    path("calls/", views.LogCall.as_view(), name="log-call"),
    path("calls/<uuid:call>/undo/", views.UndoCall.as_view(), name="undo-call"),
]
