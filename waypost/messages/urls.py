"""Addresses of this room, under `/api/`."""

from django.urls import path

from waypost.messages import views

app_name = "messages"

urlpatterns = [
    path("receipts/notify", views.notify_receipt, name="notify-receipt"),
]
