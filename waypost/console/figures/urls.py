"""The addresses of these pages, below /staff/."""

from django.urls import path

from waypost.console.figures import views

urlpatterns = [
    path("figures/", views.Figures.as_view(), name="figures"),
]
