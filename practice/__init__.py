"""The practice itself: people, the door, encryption, audit, deliveries. Imports no other app."""

from practice.celery import app as celery_app

__all__ = ["celery_app"]
