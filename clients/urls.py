"""Addresses of people in care: the counselor's, hers, the letter's, the owner's."""

from django.urls import path

from clients.views import caseload, dates, file, letters, mine, owner, team, welcome

app_name = "clients"

CLIENT = "caseload/<uuid:client_id>/"

urlpatterns = [
    path("caseload/", caseload.caseload, name="caseload"),
    path("caseload/invite/", caseload.invite, name="invite"),
    path(f"{CLIENT}edit/", caseload.edit, name="edit"),
    path(f"{CLIENT}session/", caseload.set_session, name="set_session"),
    path(f"{CLIENT}letter/", letters.resend_invitation, name="resend_invitation"),
    path(f"{CLIENT}letter/take-back/", letters.withdraw_invitation, name="withdraw_invitation"),
    path(f"{CLIENT}way-back/", letters.way_back, name="way_back"),
    path(f"{CLIENT}flags/", file.flags, name="flags"),
    path(f"{CLIENT}flags/set/", file.set_flag, name="set_flag"),
    path(f"{CLIENT}flags/<uuid:flag_id>/clear/", file.clear_flag, name="clear_flag"),
    path(f"{CLIENT}note-policy/", file.note_policy, name="note_policy"),
    path(f"{CLIENT}discharge/", file.discharge, name="discharge"),
    path(f"{CLIENT}team/", team.team, name="team"),
    path(f"{CLIENT}team/add/", team.add_care_link, name="add_care_link"),
    path(f"{CLIENT}team/<uuid:link_id>/end/", team.end_care_link, name="end_care_link"),
    path(f"{CLIENT}team/hand-over/", team.hand_over, name="hand_over"),
    path(f"{CLIENT}team/hand-over/call-off/", team.call_off_hand_over, name="call_off_hand_over"),
    path(f"{CLIENT}dates/", dates.client_dates, name="client_dates"),
    path(
        f"{CLIENT}dates/<uuid:date_id>/remove/",
        dates.remove_client_date,
        name="remove_client_date",
    ),
    path("welcome/<str:token>/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/accept/", welcome.accept, name="accept"),
    path("my/agreements/", mine.my_agreements, name="my_agreements"),
    path("my/agreements/<uuid:text_id>/", mine.download_agreement, name="download_agreement"),
    path("my/agreements/<uuid:text_id>/give/", mine.give_consent, name="give_consent"),
    path("my/agreements/<int:layer>/take-back/", mine.withdraw_consent, name="withdraw_consent"),
    path("my/dates/", dates.my_dates, name="my_dates"),
    path("my/dates/<uuid:date_id>/", dates.change_date, name="change_date"),
    path("my/dates/<uuid:date_id>/remove/", dates.remove_date, name="remove_date"),
    path("my/settings/", mine.my_settings, name="my_settings"),
    path("my/settings/stop-way-back/", mine.stop_way_back, name="stop_way_back"),
    path("practice/agreements/", owner.agreements, name="agreements"),
    path(
        "practice/agreements/<int:layer>/publish/",
        owner.publish_agreement,
        name="publish_agreement",
    ),
]
