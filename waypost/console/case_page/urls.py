"""Addresses of the page of one case and of what may be done about it."""

from django.urls import URLPattern, path

from waypost.console.case_page import acting, stopping, views

urlpatterns: list[URLPattern] = [
    path("case/<row:case_id>/", views.Case.as_view(), name="case"),
    path("case/<row:case_id>/why/", views.Explain.as_view(), name="case-why"),
    path("case/<row:case_id>/message/<uuid:message>/", views.Message.as_view(), name="message"),
    path("case/<row:case_id>/message/<uuid:message>/again/", acting.Again.as_view(), name="message-again"),
    path("case/<row:case_id>/message/<uuid:message>/back/", acting.Back.as_view(), name="message-back"),
    path("case/<row:case_id>/message/<uuid:message>/wrong/", acting.Wrong.as_view(), name="message-wrong"),
    path("case/<row:case_id>/message/<uuid:message>/letter/", acting.Letter.as_view(), name="message-letter"),
    path("case/<row:case_id>/message/<uuid:message>/letter/file/", acting.LetterFile.as_view(), name="letter-file"),
    path("case/<row:case_id>/stop/", stopping.StopCase.as_view(), name="case-stop"),
    path("case/<row:case_id>/go-on/", stopping.GoOn.as_view(), name="case-go-on"),
    path("case/<row:case_id>/person/<row:person>/stop/", stopping.Freeze.as_view(), name="person-stop"),
    path("case/<row:case_id>/person/<row:person>/go-on/", stopping.Unfreeze.as_view(), name="person-go-on"),
]
