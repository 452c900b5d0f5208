"""Addresses of people in care."""

from django.urls import path  # noqa: F401

app_name = "clients"

urlpatterns: list = []
