"""What a client opens, all under /my/."""

from django.urls import path

from worksheets.views import noting
from worksheets.views.mine import (
    answering,
    changing_mind,
    choosing,
    held,
    home,
    looking_back,
    planning,
    printing,
    reading,
    reminding,
    saving,
    sharing,
    sheets,
    work,
)

SHEET = "my/sheets/<uuid:assignment_id>/"

urlpatterns = [
    path("my/", home.home, name="home"),
    path("my/work/", work.my_work, name="my_work"),
    path("my/work/charts/", work.charts, name="my_charts"),
    path("my/reminders/", reminding.reminders, name="reminders"),
    path("my/reminders/switch/", reminding.switch_reminders, name="switch_reminders"),
    path("my/reminders/pause/", reminding.pause_reminders, name="pause_reminders"),
    path("my/reminders/<uuid:delivery_id>/leave-out/", reminding.leave_out, name="leave_out"),
    path("my/reminders/days/<uuid:date_id>/", reminding.answer_date, name="answer_date"),
    path(SHEET, sheets.sheet, name="sheet"),
    path(f"{SHEET}plan/", planning.plan, name="plan"),
    path(f"{SHEET}shorter/", planning.shorten, name="shorten"),
    path(f"{SHEET}notes/", noting.notes_about, name="notes_about"),
    path(f"{SHEET}begin/", answering.begin, name="begin"),
    path(f"{SHEET}go-on/", answering.go_on, name="go_on"),
    path(f"{SHEET}parts/<int:number>/", answering.part, name="part"),
    path(f"{SHEET}whole/", answering.whole, name="whole"),
    path(f"{SHEET}save/", saving.save, name="save"),
    path(f"{SHEET}held/", held.held, name="held"),
    path(f"{SHEET}other-texts/<uuid:other_id>/", choosing.choose, name="choose"),
    path(f"{SHEET}pause/", answering.pause, name="pause"),
    path(f"{SHEET}not-now/", sheets.not_now, name="not_now"),
    path(f"{SHEET}paper/", sheets.paper, name="paper"),
    path(f"{SHEET}raise-it/", sheets.raise_it, name="raise_it"),
    path(f"{SHEET}share/", sharing.share, name="share"),
    path(f"{SHEET}share/choices/", sharing.keep_choices, name="keep_choices"),
    path(f"{SHEET}submit/", sharing.submit, name="submit"),
    path(f"{SHEET}done/", sharing.receipt, name="receipt"),
    path(f"{SHEET}done/days/", sharing.mark_days, name="mark_days"),
    path(f"{SHEET}read/", reading.read, name="read"),
    path(f"{SHEET}read/reply/", reading.reply, name="reply"),
    path(f"{SHEET}read/seen/", reading.words_read, name="words_read"),
    path(f"{SHEET}then-and-now/", looking_back.then_and_now_list, name="then_and_now"),
    path(
        f"{SHEET}then-and-now/<int:place>/",
        looking_back.then_and_now_part,
        name="then_and_now_part",
    ),
    path(f"{SHEET}words/<int:place>/share/", changing_mind.share_words, name="share_words"),
    path(
        f"{SHEET}words/<int:place>/take-back/", changing_mind.withdraw_words, name="withdraw_words"
    ),
    path(f"{SHEET}words/<int:place>/delete/", changing_mind.delete_words, name="delete_words"),
    path(f"{SHEET}print/", printing.print_mine, name="print_mine"),
    path(f"{SHEET}print/sheet.pdf", printing.download_mine, name="download_mine"),
]
