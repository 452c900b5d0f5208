"""Behind the links at the foot of a reminder, open to everybody."""

from django.urls import path

from worksheets.views import stopping

urlpatterns = [
    path("reminders/stop/<str:signed>/", stopping.stop_reminders, name="stop_reminders"),
    path("reminders/why/<str:signed>/", stopping.why_reminder, name="why_reminder"),
]
