"""Addresses of people in care."""

from django.urls import path

from clients.views import welcome

app_name = "clients"

urlpatterns = [
    path("welcome/<str:token>/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/accept/", welcome.accept, name="accept"),
]
