"""Addresses of people in care: the counselor's, hers, the letter's, the owner's."""

from django.urls import path

from clients.views import (
    caseload,
    dates,
    file,
    letters,
    mine,
    owner,
    private_notes,
    private_releases,
    team,
    welcome,
)
from clients.views.notes import desk, desk_inbox, live, points, rests
from clients.views.notes import mine as my_notes

app_name = "clients"

CLIENT = "caseload/<uuid:client_id>/"
MY_THREAD = "my/notes/<uuid:thread_id>/"
THREAD = f"{CLIENT}notes/<uuid:thread_id>/"
PRIVATE = f"{CLIENT}private-notes/"
NOTE = f"{PRIVATE}<uuid:private_id>/"

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
    path("caseload/notes/", desk_inbox.inbox, name="inbox"),
    path(f"{CLIENT}notes/", desk.client_notes, name="client_notes"),
    path(f"{CLIENT}notes/start/", desk.start_client_notes, name="start_client_notes"),
    path(THREAD, desk.client_thread, name="client_thread"),
    path(f"{THREAD}send/", desk.send_note, name="send_note"),
    path(f"{THREAD}draft/", desk.keep_note, name="keep_note"),
    path(f"{THREAD}settle/", desk.settle_note, name="settle_note"),
    path(f"{THREAD}read/", desk.read_notes, name="read_notes"),
    path(f"{THREAD}new/", desk.new_notes, name="new_notes"),
    path(f"{THREAD}<uuid:note_id>/undo/", desk.undo_note, name="undo_note"),
    path(f"{THREAD}<uuid:note_id>/recall/", desk.recall_note, name="recall_note"),
    path(f"{THREAD}<uuid:note_id>/point/", points.make_point, name="make_point"),
    path(f"{THREAD}rest/", rests.rest_thread, name="rest_thread"),
    path(f"{THREAD}rest/<uuid:rest_id>/end/", rests.wake_thread, name="wake_thread"),
    path(f"{CLIENT}points/", points.points, name="points"),
    path(f"{CLIENT}points/<uuid:point_id>/done/", points.point_done, name="point_done"),
    path(f"{CLIENT}points/<uuid:point_id>/again/", points.point_again, name="point_again"),
    path("welcome/<str:token>/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/accept/", welcome.accept, name="accept"),
    path("my/agreements/", mine.my_agreements, name="my_agreements"),
    path("my/agreements/<uuid:text_id>/", mine.download_agreement, name="download_agreement"),
    path("my/agreements/<uuid:text_id>/give/", mine.give_consent, name="give_consent"),
    path("my/agreements/<int:layer>/take-back/", mine.withdraw_consent, name="withdraw_consent"),
    path("my/dates/", dates.my_dates, name="my_dates"),
    path("my/dates/<uuid:date_id>/", dates.change_date, name="change_date"),
    path("my/dates/<uuid:date_id>/remove/", dates.remove_date, name="remove_date"),
    path("live/", live.live, name="live"),
    path("my/notes/", my_notes.my_notes, name="my_notes"),
    path("my/notes/start/", my_notes.start_notes, name="start_notes"),
    path(MY_THREAD, my_notes.my_thread, name="my_thread"),
    path(f"{MY_THREAD}new/", my_notes.new_my_notes, name="new_my_notes"),
    path(f"{MY_THREAD}send/", my_notes.send_my_note, name="send_my_note"),
    path(f"{MY_THREAD}draft/", my_notes.keep_my_note, name="keep_my_note"),
    path(f"{MY_THREAD}texts/", my_notes.settle_my_note, name="settle_my_note"),
    path(f"{MY_THREAD}read/", my_notes.read_my_notes, name="read_my_notes"),
    path(f"{MY_THREAD}<uuid:note_id>/undo/", my_notes.undo_my_note, name="undo_my_note"),
    path(f"{MY_THREAD}<uuid:note_id>/recall/", my_notes.recall_my_note, name="recall_my_note"),
    path("my/settings/", mine.my_settings, name="my_settings"),
    path("my/settings/stop-way-back/", mine.stop_way_back, name="stop_way_back"),
    path("practice/agreements/", owner.agreements, name="agreements"),
    path(
        "practice/agreements/<int:layer>/publish/",
        owner.publish_agreement,
        name="publish_agreement",
    ),
]

# Staff alone: a process of the client side holds no key that opens these.
urlpatterns += [
    path(
        "caseload/private-notes/",
        private_releases.search_private_notes,
        name="search_private_notes",
    ),
    path(PRIVATE, private_notes.private_notes, name="private_notes"),
    path(f"{PRIVATE}new/", private_notes.new_private_note, name="new_private_note"),
    path(f"{PRIVATE}keep/", private_notes.keep_private_note, name="keep_private_note"),
    path(f"{PRIVATE}readers/", private_notes.name_private_reader, name="name_private_reader"),
    path(
        f"{PRIVATE}readers/<uuid:reader_id>/end/",
        private_notes.end_private_reader,
        name="end_private_reader",
    ),
    path(
        f"{PRIVATE}release/", private_releases.release_private_notes, name="release_private_notes"
    ),
    path(
        f"{PRIVATE}release/<uuid:release_id>/",
        private_releases.print_private_notes,
        name="print_private_notes",
    ),
    path(NOTE, private_notes.private_note, name="private_note"),
    path(f"{NOTE}choose/", private_notes.choose_private_text, name="choose_private_text"),
    path(f"{NOTE}remove/", private_notes.remove_private_note, name="remove_private_note"),
]
