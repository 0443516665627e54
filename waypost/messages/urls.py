"""Addresses of this room, under `/api/`."""

from django.urls import path

from waypost.messages import views, webhooks

app_name = "messages"

urlpatterns = [
    path("receipts/notify", views.notify_receipt, name="notify-receipt"),
    path("receipts/anymail/<slug:service>/", webhooks.anymail_receipt, name="anymail-receipt"),
    path("receipts/whatsapp", webhooks.whatsapp_receipt, name="whatsapp-receipt"),
]
