"""Addresses of the administrator's pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.administering import log, many, service, views

urlpatterns: list[URLPattern] = [
    path("admin/", views.Overview.as_view(), name="admin"),
    path("admin/settings/", views.Settings.as_view(), name="admin-settings"),
    path("admin/settings/<slug:key>/", views.Change.as_view(), name="admin-change"),
    path("admin/journeys/", views.Journeys.as_view(), name="admin-journeys"),
    path("admin/journeys/<slug:journey>/", views.SwitchJourney.as_view(), name="admin-journey"),
    path("admin/sources/", service.Sources.as_view(), name="admin-sources"),
    path("admin/sources/<int:source>/", service.SwitchSource.as_view(), name="admin-source"),
    path("admin/providers/", service.Providers.as_view(), name="admin-providers"),
    path("admin/stops/", many.Stops.as_view(), name="stops"),
    path("admin/stops/new/", many.NewStop.as_view(), name="stop"),
    path("admin/stops/lift/", many.Lift.as_view(), name="lift"),
    path("admin/recall/", many.Recall.as_view(), name="recall"),
    path("admin/new/", many.FirstOnes.as_view(), name="first-ones"),
    path("admin/new/let-go/", many.LetGo.as_view(), name="let-go"),
    path("admin/second/<uuid:wish>/", many.Second.as_view(), name="second"),
    path("admin/log/", log.Log.as_view(), name="log"),
    path("admin/log/messages.csv", log.LogFile.as_view(), name="log-file"),
]
