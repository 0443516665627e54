"""The addresses."""

from django.urls import path

from bench.peers.celery_pipeline import views

urlpatterns = [
    path("events", views.events),
    path("receipts", views.receipts),
    path("readyz", views.ready),
]
