"""What a counselor opens."""

from django.urls import path

from worksheets.views import noting
from worksheets.views.desk import assigning, following, library, mending, reviewing

CLIENT = "caseload/<uuid:client_id>/"
SHEET = f"{CLIENT}sheets/<uuid:assignment_id>/"
WORKSHEET = "library/<uuid:worksheet_id>/"

urlpatterns = [
    path("today/", following.today, name="today"),
    path(CLIENT, following.client, name="client"),
    path(f"{CLIENT}asked/", following.asked, name="asked"),
    path(f"{CLIENT}mail/again/", mending.mail_again, name="mail_again"),
    path(f"{CLIENT}mail/seen/", mending.mail_seen, name="mail_seen"),
    path(f"{CLIENT}requests/<uuid:request_id>/seen/", following.request_seen, name="request_seen"),
    path(f"{CLIENT}assign/", assigning.pick_sheet, name="pick_sheet"),
    path(f"{CLIENT}assign/<uuid:worksheet_id>/", assigning.assign, name="assign"),
    path(SHEET, assigning.assignment, name="assignment"),
    path(f"{SHEET}notes/", noting.client_notes_about, name="client_notes_about"),
    path(f"{SHEET}withdraw/", assigning.withdraw, name="withdraw"),
    path(f"{SHEET}reschedule/", assigning.reschedule, name="reschedule"),
    path(f"{SHEET}seen/", following.decline_seen, name="decline_seen"),
    path(f"{SHEET}replies-seen/", following.replies_seen, name="replies_seen"),
    path(f"{SHEET}kind-word/", reviewing.kind_word, name="kind_word"),
    path(f"{SHEET}review/", reviewing.review, name="review"),
    path(f"{SHEET}review/comment/", reviewing.comment, name="comment"),
    path(f"{SHEET}review/send/", reviewing.send_review, name="send_review"),
    path("library/", library.library, name="library"),
    path(WORKSHEET, library.worksheet, name="worksheet"),
    path(f"{WORKSHEET}preview/", library.preview, name="preview"),
    path(f"{WORKSHEET}print/", library.print_blank, name="print_blank"),
    path(f"{WORKSHEET}print/sheet.pdf", library.download_blank, name="download_blank"),
]
