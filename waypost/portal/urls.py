"""The victim's addresses. A reference never stands in one; who may go where is in `access.permissions`."""

from django.urls import path

from waypost.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("i/<slug:token>/", views.Invite.as_view(), name="invite"),
    path("i/<slug:token>/code/", views.Code.as_view(), name="code"),
    path("i/<slug:token>/not-me/", views.NotMe.as_view(), name="not-me"),
    path("not-me/", views.StaticPage.as_view(template="not-me-done"), name="not-me-done"),
    path("cases/", views.Cases.as_view(), name="cases"),
    path("case/<slug:grant>/", views.Case.as_view(), name="case"),
    path("case/<slug:grant>/message/", views.Write.as_view(), name="write"),
    path("case/<slug:grant>/choices/", views.Choices.as_view(), name="choices"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("leave/", views.Leave.as_view(), name="leave"),
    path("help/", views.StaticPage.as_view(template="help"), name="help"),
    path("privacy/", views.StaticPage.as_view(template="privacy"), name="privacy"),
    path("cookies/", views.StaticPage.as_view(template="cookies"), name="cookies"),
    path("accessibility/", views.StaticPage.as_view(template="accessibility"), name="accessibility"),
]
