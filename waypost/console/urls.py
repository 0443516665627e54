"""The addresses of staff, below /staff/. Who may go where is in `access.permissions`."""

from django.urls import path

from waypost.console import views
from waypost.console.sign_in import views as sign_in

app_name = "console"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/return", sign_in.Return.as_view(), name="return"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign-out"),
    path("signed-out", sign_in.SignedOut.as_view(), name="signed-out"),
]
