"""Addresses of the auditor's pages, below /staff/."""

from django.urls import URLPattern, path

from waypost.console.auditing import views

urlpatterns: list[URLPattern] = [
    path("audit/", views.Log.as_view(), name="audit"),
    path("audit/log.csv", views.LogFile.as_view(), name="audit-file"),
    path("audit/person/<uuid:staff_id>/", views.StaffLooks.as_view(), name="audit-person"),
    path("audit/case/<row:case>/", views.CaseLooks.as_view(), name="audit-case"),
    path("audit/alarms/", views.Alarms.as_view(), name="audit-alarms"),
    path("audit/alarms/<uuid:alarm>/seen/", views.AlarmSeen.as_view(), name="audit-alarm-seen"),
]
