"""Every address there is, whose it is, and with which of Maya's ids it is opened.

A new address needs a line in STOPS; `tests/test_access_walk.py` fails without one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import time
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.models import ConsentText, Note
from practice import summaries
from practice.models import User
from tests.addresses import parts
from tests.more_posts import more_posts
from tests.private_posts import for_private_notes
from tests.scene import Scene
from worksheets.reminders.stopping import LINKS

ROLES = {
    "ana": {"member", "staff", "counselor"},
    "ben": {"member", "staff", "counselor"},
    "sofia": {"member", "staff", "counselor"},
    "olga": {"member", "staff", "owner"},
    "eva": {"member", "staff", "counselor"},
    "otto": {"member", "staff", "owner"},
    "maya": {"member", "client"},
    "noor": {"member", "client"},
}


@dataclass(frozen=True)
class Stop:
    """Who opens an address, how, and which of Maya's sheets, and which part of it, stands in it."""

    who: str
    how: str = "GET"
    sheet: str = "open"
    place: int = 1


GET, POST, BOTH = "GET", "POST", "GET POST"
STOPS = {
    "practice:start": Stop("maya"),
    "practice:healthz": Stop("maya"),
    "practice:session": Stop("maya", BOTH),
    "practice:switch": Stop("maya", POST),
    "practice:confirm": Stop("maya", BOTH),
    "practice:overview": Stop("olga"),
    "practice:setup": Stop("olga", BOTH),
    "practice:closed": Stop("olga"),
    "practice:choose_holidays": Stop("olga", POST),
    "practice:keep_holidays": Stop("olga", POST),
    "practice:close_days": Stop("olga", POST),
    "practice:reopen_days": Stop("olga", POST),
    "practice:profile": Stop("ana", BOTH),
    "practice:away": Stop("ana", BOTH),
    "practice:change_away": Stop("ana", BOTH),
    "practice:end_away": Stop("ana", POST),
    "practice:remove_away": Stop("ana", POST),
    "practice:stop_summary": Stop("nobody", BOTH),
    "practice:why_summary": Stop("nobody"),
    "practice:people": Stop("olga"),
    "practice:add_colleague": Stop("olga", BOTH),
    "practice:ask_again": Stop("olga", POST),
    "practice:take_back": Stop("olga", POST),
    "practice:offers": Stop("maya"),
    "practice:answer_offer": Stop("maya", POST),
    "practice:colleague": Stop("olga", BOTH),
    "practice:end_membership": Stop("olga", POST),
    "practice:sign_out_colleague": Stop("olga", POST),
    "practice:reset_factors": Stop("olga", POST),
    "practice:resend_welcome": Stop("olga", POST),
    "practice:mail_to_colleague": Stop("olga", POST),
    "practice:mail_news": Stop("nobody", POST),
    "practice:deliveries": Stop("olga"),
    "practice:release_deliveries": Stop("olga", POST),
    "practice:retry_delivery": Stop("olga", POST),
    "practice:leave_delivery": Stop("olga", POST),
    "practice:mail": Stop("maya"),
    "practice:styleguide": Stop("maya"),
    "clients:caseload": Stop("ana"),
    "clients:invite": Stop("ana", BOTH),
    "clients:edit": Stop("ana", BOTH),
    "clients:set_session": Stop("ana", POST),
    "clients:resend_invitation": Stop("ana", POST),
    "clients:withdraw_invitation": Stop("ana", POST),
    "clients:way_back": Stop("ana", BOTH),
    "clients:flags": Stop("ana"),
    "clients:set_flag": Stop("ana", POST),
    "clients:clear_flag": Stop("ana", POST),
    "clients:note_policy": Stop("ana", BOTH),
    "clients:discharge": Stop("ana", BOTH),
    "clients:team": Stop("ana"),
    "clients:add_care_link": Stop("ana", POST),
    "clients:end_care_link": Stop("ana", POST),
    "clients:hand_over": Stop("ana", POST),
    "clients:call_off_hand_over": Stop("ana", POST),
    "clients:client_dates": Stop("ana", BOTH),
    "clients:remove_client_date": Stop("ana", POST),
    "clients:search_private_notes": Stop("ana", BOTH),
    "clients:private_notes": Stop("ana"),
    "clients:new_private_note": Stop("ana"),
    "clients:private_note": Stop("ana"),
    "clients:keep_private_note": Stop("ana", POST),
    "clients:choose_private_text": Stop("ana", POST),
    "clients:remove_private_note": Stop("ana", BOTH),
    "clients:name_private_reader": Stop("ana", POST),
    "clients:end_private_reader": Stop("ana", POST),
    "clients:release_private_notes": Stop("ana", BOTH),
    "clients:print_private_notes": Stop("ana"),
    "clients:welcome": Stop("nobody", BOTH),
    "clients:accept": Stop("nobody", BOTH),
    "clients:live": Stop("nobody"),
    "clients:inbox": Stop("ana"),
    "clients:client_notes": Stop("ana"),
    "clients:start_client_notes": Stop("ana", POST),
    "clients:client_thread": Stop("ana"),
    "clients:new_notes": Stop("ana"),
    "clients:send_note": Stop("ana", POST),
    "clients:keep_note": Stop("ana", POST),
    "clients:settle_note": Stop("ana", POST),
    "clients:read_notes": Stop("ana", POST),
    "clients:undo_note": Stop("ana", POST),
    "clients:recall_note": Stop("ana", BOTH),
    "clients:make_point": Stop("ana", POST, "her note"),
    "clients:rest_thread": Stop("ana", POST),
    "clients:wake_thread": Stop("ana", POST),
    "clients:points": Stop("ana", BOTH),
    "clients:point_done": Stop("ana", POST),
    "clients:point_again": Stop("ana", POST),
    "clients:my_notes": Stop("maya"),
    "clients:start_notes": Stop("maya", POST),
    "clients:my_thread": Stop("maya"),
    "clients:new_my_notes": Stop("maya"),
    "clients:send_my_note": Stop("maya", POST),
    "clients:keep_my_note": Stop("maya", POST),
    "clients:settle_my_note": Stop("maya", POST),
    "clients:read_my_notes": Stop("maya", POST),
    "clients:undo_my_note": Stop("maya", POST),
    "clients:recall_my_note": Stop("maya", BOTH),
    "clients:my_agreements": Stop("maya"),
    "clients:download_agreement": Stop("maya"),
    "clients:give_consent": Stop("maya", POST),
    "clients:withdraw_consent": Stop("maya", POST),
    "clients:my_dates": Stop("maya", BOTH),
    "clients:change_date": Stop("maya", BOTH),
    "clients:remove_date": Stop("maya", POST),
    "clients:my_settings": Stop("maya", BOTH),
    "clients:stop_way_back": Stop("maya", POST),
    "clients:agreements": Stop("olga", BOTH),
    "clients:publish_agreement": Stop("olga", POST),
    "worksheets:home": Stop("maya"),
    "worksheets:my_work": Stop("maya"),
    "worksheets:my_charts": Stop("maya"),
    "worksheets:reminders": Stop("maya", BOTH),
    "worksheets:switch_reminders": Stop("maya", POST),
    "worksheets:pause_reminders": Stop("maya", POST),
    "worksheets:leave_out": Stop("maya", POST),
    "worksheets:answer_date": Stop("maya", POST),
    "worksheets:stop_reminders": Stop("nobody", BOTH),
    "worksheets:not_for_me": Stop("nobody", BOTH),
    "worksheets:why_reminder": Stop("nobody"),
    "worksheets:sheet": Stop("maya", GET, "fresh"),
    "worksheets:plan": Stop("maya", BOTH),
    "worksheets:shorten": Stop("maya", POST),
    "worksheets:notes_about": Stop("maya", POST, "fresh"),
    "worksheets:begin": Stop("maya", POST, "fresh"),
    "worksheets:go_on": Stop("maya"),
    "worksheets:part": Stop("maya"),
    "worksheets:whole": Stop("maya"),
    "worksheets:save": Stop("maya", POST),
    "worksheets:held": Stop("maya", BOTH),
    "worksheets:choose": Stop("maya", BOTH),
    "worksheets:pause": Stop("maya"),
    "worksheets:not_now": Stop("maya", BOTH),
    "worksheets:paper": Stop("maya", BOTH),
    "worksheets:raise_it": Stop("maya", BOTH),
    "worksheets:share": Stop("maya"),
    "worksheets:keep_choices": Stop("maya", POST),
    "worksheets:submit": Stop("maya", POST),
    "worksheets:receipt": Stop("maya", GET, "done"),
    "worksheets:mark_days": Stop("maya", POST, "done"),
    "worksheets:read": Stop("maya", GET, "reviewed"),
    "worksheets:reply": Stop("maya", POST, "reviewed"),
    "worksheets:words_read": Stop("maya", POST, "reviewed"),
    "worksheets:then_and_now": Stop("maya", GET, "done"),
    "worksheets:then_and_now_part": Stop("maya", BOTH, "done"),
    "worksheets:share_words": Stop("maya", BOTH, "done", 2),
    "worksheets:withdraw_words": Stop("maya", BOTH, "done"),
    "worksheets:delete_words": Stop("maya", BOTH, "open"),
    "worksheets:print_mine": Stop("maya", GET, "done"),
    "worksheets:download_mine": Stop("maya", GET, "done"),
    "worksheets:today": Stop("ana"),
    "worksheets:client": Stop("ana"),
    "worksheets:asked": Stop("ana", POST),
    "worksheets:mail_again": Stop("ana", POST),
    "worksheets:mail_seen": Stop("ana", POST),
    "worksheets:request_seen": Stop("ana", POST),
    "worksheets:pick_sheet": Stop("ana"),
    "worksheets:assign": Stop("ana", BOTH),
    "worksheets:assignment": Stop("ana"),
    "worksheets:client_notes_about": Stop("ana", POST),
    "worksheets:withdraw": Stop("ana", POST),
    "worksheets:reschedule": Stop("ana", POST),
    "worksheets:decline_seen": Stop("ana", POST, "declined"),
    "worksheets:replies_seen": Stop("ana", POST, "reviewed"),
    "worksheets:kind_word": Stop("ana", BOTH, "declined"),
    "worksheets:review": Stop("ana", GET, "done"),
    "worksheets:comment": Stop("ana", POST, "done"),
    "worksheets:send_review": Stop("ana", POST, "done"),
    "worksheets:library": Stop("ana"),
    "worksheets:worksheet": Stop("ana"),
    "worksheets:preview": Stop("ana"),
    "worksheets:print_blank": Stop("ana"),
    "worksheets:download_blank": Stop("ana"),
    "worksheets:help": Stop("maya"),
    "worksheets:clear_tracks": Stop("maya"),
    "worksheets:leave": Stop("maya", POST),
}

# Which of Maya's ids stands for which part of an address.
IDS: dict[str, Callable[[Scene, Stop], object]] = {
    "assignment_id": lambda scene, stop: scene.sheets[stop.sheet].pk,
    "client_id": lambda scene, stop: scene.maya.pk,
    "date_id": lambda scene, stop: (scene.kept_date if stop.who == "maya" else scene.staff_date).pk,
    "delivery_id": lambda scene, stop: (scene.lost if stop.who == "olga" else scene.reminder).pk,
    "flag_id": lambda scene, stop: scene.flag.pk,
    "layer": lambda scene, stop: 3,
    "leave_id": lambda scene, stop: scene.leave.pk,
    "link_id": lambda scene, stop: scene.cover.pk,
    "membership_id": lambda scene, stop: scene.people.ana.pk,
    "note_id": lambda scene, stop: note_of(scene, stop).pk,
    "number": lambda scene, stop: 1,
    "offer_id": lambda scene, stop: (scene.offer if stop.who == "olga" else scene.offer_to_her).pk,
    "other_id": lambda scene, stop: scene.other.pk,
    "place": lambda scene, stop: stop.place,
    "point_id": lambda scene, stop: scene.point.pk,
    "private_id": lambda scene, stop: scene.private.pk,
    "reader_id": lambda scene, stop: scene.reader.pk,
    "release_id": lambda scene, stop: scene.release.pk,
    "request_id": lambda scene, stop: scene.asked.pk,
    "rest_id": lambda scene, stop: scene.rest.pk,
    "summary": lambda scene, stop: summaries.LINKS.sign(scene.summary.pk),
    "signed": lambda scene, stop: LINKS.sign(scene.reminder.pk),
    "text_id": lambda scene, stop: agreement(scene),
    "thread_id": lambda scene, stop: scene.thread.pk,
    "token": lambda scene, stop: scene.token,
    "worksheet_id": lambda scene, stop: scene.version.worksheet_id,
}
# Ids that are nobody's in particular: everybody of the practice may meet them.
OPEN_IDS = {"layer", "number", "place", "signed", "summary", "text_id", "token", "worksheet_id"}
UUIDS = [name for name in IDS if name.endswith("_id")]


def note_of(scene: Scene, stop: Stop) -> Note:
    """Each takes back her own; a point is made of Maya's."""
    return scene.note if stop.who == "maya" or stop.sheet == "her note" else scene.answer


def agreement(scene: Scene) -> UUID:
    """The terms of Maya's practice."""
    return ConsentText.objects.get(practice=scene.people.practice, layer=1).pk


def reminder_words(scene: Scene) -> UUID:
    """What clients of Maya's practice say yes or no to about reminders."""
    return ConsentText.objects.get(practice=scene.people.practice, layer=4).pk


def address(scene: Scene, name: str, sheet: str = "") -> str:
    """The address with Maya's ids in it; `sheet` names another of her sheets than the usual."""
    stop = replace(STOPS[name], sheet=sheet) if sheet else STOPS[name]
    return reverse(name, kwargs={part: IDS[part](scene, stop) for part in parts(name)})


def forged(scene: Scene, name: str) -> str:
    """The same with ids that nobody has."""
    stop = STOPS[name]
    made = {part: IDS[part](scene, stop) for part in parts(name)}
    return reverse(name, kwargs=made | {part: uuid4() for part in made if part in UUIDS})


def signed_in(scene: Scene, who: str) -> Browser:
    """A browser in which this person is signed in; "nobody" is nobody. Errors are a 500 there."""
    browser = Browser(raise_request_exception=False)
    if who != "nobody":
        user = scene.member(who).user
        browser.force_login(user)
        just_proven(browser, user)
    return browser


def just_proven(browser: Browser, user: User) -> None:
    """As after a sign-in just now, so that nothing stops at a proof that it is still her."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def open_as(scene: Scene, who: str, name: str, how: str, **headers: str) -> HttpResponse:
    """The answer that this person gets at an address, with what whose it is would send."""
    browser, url = signed_in(scene, who), address(scene, name)
    if how == "POST":
        return browser.post(url, posted(scene, name), headers=headers)
    return browser.get(url, headers=headers)


def posted(scene: Scene, name: str) -> dict[str, object]:
    """What whose it is would send there: enough to get past the form, where it is short."""
    sheet = f"{scene.words['draft']} And more."
    return posted_notes(scene).get(name) or {
        "practice:switch": {"membership": scene.people.maya.membership.pk},
        "practice:profile": {
            "name": scene.people.ana.user.name,
            "working_days": [1, 3],
            "summary_at": "09:00",
            "reminder_days": [1, 3],
            "reminder_at": "11:00",
        },
        "practice:answer_offer": {"word": "no"},
        "practice:add_colleague": {
            "name": scene.words["asked"],
            "email": "another@example.org",
            "roles": ["supervisor"],
        },
        "practice:away": {
            "starts_on": "2026-06-01",
            "ends_on": "2026-06-05",
            "words": scene.words["away"],
        },
        "practice:release_deliveries": {"is_sure": "on"},
        "clients:clear_flag": {"yes": "on"},
        "clients:invite": {
            "call_name": scene.words["name"],
            "email": scene.words["address"],
            "time_zone": "America/New_York",
            "country": "US",
            "is_adult": "on",
            "request_key": uuid4(),
        },
        "clients:discharge": {"is_sure": "on"},
        "clients:give_consent": {"yes": "on"},
        "clients:set_flag": {"kind": "minor"},
        "clients:withdraw_consent": {"yes": "on"},
        "worksheets:reminders": {"days": [2, 4], "at": "18:30"},
        "worksheets:switch_reminders": {"word": "yes", "yes": "on", "text": reminder_words(scene)},
        "worksheets:pause_reminders": {"until": "2026-04-02"},
        "worksheets:answer_date": {"keeps": "yes"},
        "worksheets:choose": {"pick": "standing", "revision": 1, "key": uuid4()},
        "worksheets:comment": {"c-size": "Seven is a lot."},
        "worksheets:kind_word": {"message": "Take your time.", "request_key": uuid4()},
        "worksheets:not_now": {"reason": "long"},
        "worksheets:paper": {"done_as": "done", "submit_key": uuid4()},
        "worksheets:raise_it": {"kind": "safety"},
        "worksheets:reply": {"body": "Thank you.", "request_key": uuid4()},
        "worksheets:save": {"noticed:": sheet, "noticed:_revision": 1, "noticed:_once": uuid4()},
        "worksheets:send_review": {"closing": "thanks"},
        "worksheets:keep_choices": {"seen:noticed": 1},
        "worksheets:submit": {
            "done_as": "done",
            "submit_key": uuid4(),
            "seen:noticed": 1,
            "seen:letter": 1,
        },
        **for_private_notes(scene),
        **more_posts(scene),
    }.get(name, {})


def posted_notes(scene: Scene) -> dict[str, dict[str, object]]:
    """The same where notes are written and read, and where she plans a sheet for herself."""
    return {
        "worksheets:plan": {"when": scene.words["plan"], "doable": 4, "revision": 1},
        "worksheets:shorten": {"parts": "first"},
        "clients:keep_my_note": box(f"{scene.words['her draft']} And more."),
        "clients:keep_note": box(f"{scene.words['desk draft']} And more."),
        "clients:note_policy": {"policy": "reply_only"},
        "clients:points": {"body": f"{scene.words['point']} And more."},
        "clients:read_my_notes": {"upto": scene.answer.sent_at.isoformat()},
        "clients:read_notes": {"upto": scene.note.sent_at.isoformat()},
        "clients:rest_thread": {"upto": scene.note.sent_at.isoformat()},
        "clients:send_my_note": box(scene.words["note"]),
        "clients:send_note": box(scene.words["answer"]),
    }


def box(words: str) -> dict[str, object]:
    """A note or its draft, as its page sends it."""
    return {"note:": words, "note:_revision": 1, "note:_once": uuid4(), "key": uuid4()}


def stops(how: str) -> list[str]:
    """Names of the addresses that answer to GET or to POST."""
    return [name for name, stop in STOPS.items() if how in stop.how]
