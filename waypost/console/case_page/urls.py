"""Addresses of the page of one case and of what may be done about it."""

from django.urls import URLPattern, path

from waypost.console.case_page import views

urlpatterns: list[URLPattern] = [
    path("case/<int:case_id>/", views.Case.as_view(), name="case"),
    path("case/<int:case_id>/why/", views.Explain.as_view(), name="case-why"),
    path("case/<int:case_id>/message/<uuid:message>/", views.Message.as_view(), name="message"),
]
