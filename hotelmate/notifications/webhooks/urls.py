"""Addresses of webhooks, below those of a hotel."""

from django.urls import path

from hotelmate.notifications.webhooks import views

ONE = "webhooks/<str:webhook_id>"

urlpatterns = [
    path("webhooks/", views.WebhookListView.as_view(), name="webhooks"),
    path("webhooks/event-types/", views.WebhookTypesView.as_view(), name="webhook-event-types"),
    path(f"{ONE}/", views.WebhookDetailView.as_view(), name="webhook"),
    path(f"{ONE}/rotate-secret/", views.WebhookSecretView.as_view(), name="webhook-rotate-secret"),
    path(f"{ONE}/test/", views.WebhookTestView.as_view(), name="webhook-test"),
    path(f"{ONE}/pause/", views.WebhookPauseView.as_view(), name="webhook-pause"),
    path(f"{ONE}/resume/", views.WebhookResumeView.as_view(), name="webhook-resume"),
    path(f"{ONE}/resend-dead/", views.WebhookResendDeadView.as_view(), name="webhook-resend-dead"),
    path(f"{ONE}/deliveries/", views.WebhookDeliveriesView.as_view(), name="webhook-deliveries"),
    path(f"{ONE}/deliveries/<str:seq>/resend/", views.WebhookResendView.as_view(), name="webhook-resend"),
]
