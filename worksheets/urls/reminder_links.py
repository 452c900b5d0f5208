"""Behind the links at the foot of a reminder, open to everybody."""

from django.urls import path

from worksheets.views import stopping

urlpatterns = [
    path("reminders/stop/<str:signed>/", stopping.stop_reminders, name="stop_reminders"),
    path("reminders/not-for-me/<str:signed>/", stopping.not_for_me, name="not_for_me"),
    path("reminders/why/<str:signed>/", stopping.why_reminder, name="why_reminder"),
]
