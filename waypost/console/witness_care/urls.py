"""The addresses of these pages, below /staff/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
