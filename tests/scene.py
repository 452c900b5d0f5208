"""Maya's whole file in one practice: a row of every kind, written by the real actions.

The people are those of every access test. `words` says what stands where; each is its own sentence,
so that a test knows which of them a page or a table shows.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress

from clients.actions import (
    caring,
    consenting,
    dates,
    noting,
    pointing,
    private_noting,
    releasing,
    resting,
    teaming,
)
from clients.models import (
    CareLink,
    Client,
    ConsentText,
    Flag,
    Invitation,
    Note,
    NoteRelease,
    PrivateNote,
    PrivateNoteReader,
    SessionPoint,
    TenderDate,
    Thread,
    ThreadRest,
)
from practice.access import Actor
from practice.actions import away, offers
from practice.actions.closing import choose_holidays, close
from practice.models import Delivery, Leave, Membership, Offer, User
from tests.clients.people import People, invite, letter_to, make_people, standing
from tests.factories import NOW, actor_for, make_assignment, make_counselor, make_version
from worksheets import saving
from worksheets.actions import (
    answering,
    declining,
    looking_back,
    planning,
    reviewing,
    sharing,
    talking,
)
from worksheets.models import AddedLine, Assignment, OtherText, Round, Said, TalkRequest, Version

DAY = timedelta(days=1)
WORDS = {
    "shared": "The kettle was singing.",
    "private": "I hid the blue letter.",
    "line": "Today I would open it.",
    "locked": "What I never sent you.",
    "draft": "Half a sentence about June.",
    "other": "Written on the other telephone.",
    "plan": "When the iron has cooled.",
    "hurdle": "The lodger comes home early.",
    "declined": "Not with the neighbours here.",
    "reason": "You spoke of the garden gate.",
    "comment": "Thank you for the kettle.",
    "unsent": "A comment that is still a draft.",
    "reply": "It was an old kettle.",
    "kept date": "The day of the fair.",
    "shared date": "Her birthday in spring.",
    "note": "The swing moved by itself.",
    "answer": "Let us keep the swing for Thursday.",
    "her draft": "Something else about the swing.",
    "her other": "The same swing on another day.",
    "desk draft": "I wonder about the swing.",
    "desk other": "Which swing she means.",
    "point": "Ask about the orchard.",
    "away": "Ring Ben at the front desk.",
    "asked": "Quentin Abernathy-Lowe",
    "clinician": "She looked past me.",
    "beside": "From the page that was open since noon.",
    "handed": "Ortiz of Mill Lane",
    "looked for": "past noon",
    "name": "Maya",
    "address": "rosa@example.org",
}
SHEET = {
    "prompts": [
        {"key": "noticed", "type": "long_text", "text": "What did you notice?"},
        {"key": "miss", "type": "long_text", "text": "What do you miss?", "privacy": "private"},
        {"key": "letter", "type": "letter_unsent", "text": "A letter.", "privacy": "locked"},
        {
            "key": "size",
            "type": "scale_0_10",
            "text": "How big has it felt?",
            "low": "small",
            "high": "big",
        },
    ]
}


@dataclass
class Scene:
    """The people, Maya's sheets by state, and one row of everything else on her file."""

    people: People
    version: Version
    words: dict[str, str]
    sheets: dict[str, Assignment] = field(default_factory=dict)
    rosa: Client = None
    token: str = ""
    other: OtherText = None
    line: AddedLine = None
    asked: TalkRequest = None
    flag: Flag = None
    kept_date: TenderDate = None
    shared_date: TenderDate = None
    staff_date: TenderDate = None
    cover: CareLink = None
    invitation: Invitation = None
    reminder: Delivery = None
    lost: Delivery = None
    leave: Leave = None
    summary: Delivery = None
    thread: Thread = None
    note: Note = None
    answer: Note = None
    point: SessionPoint = None
    rest: ThreadRest = None
    offer: Offer = None
    offer_to_her: Offer = None
    private: PrivateNote = None
    reader: PrivateNoteReader = None
    release: NoteRelease = None

    @property
    def maya(self) -> Client:
        """The client whose file it is."""
        return self.people.maya

    def member(self, who: str) -> Membership:
        """Somebody's membership by first name: ana, ben, sofia, olga, eva, otto, maya, noor."""
        if who == "otto":
            return Membership.objects.get(user__name="Otto Falk")
        found = getattr(self.people, who)
        return found.membership if isinstance(found, Client) else found

    def round(self, name: str) -> Round:
        """The current round of one of her sheets."""
        rounds = Round.objects.current().select_related("assignment__client")
        return rounds.get(assignment=self.sheets[name])


def make_scene(words: dict[str, str] | None = None) -> Scene:
    """Sheets `fresh`, `open`, `done`, `reviewed`, `again`, `declined`; Rosa with an open letter."""
    people = make_people()
    scene = Scene(people, make_version(SHEET), WORDS | (words or {}))
    people.maya.call_name = scene.words["name"]
    people.maya.save(update_fields=["call_name"])
    teaming.add_care_link(by=at(people.ana), client=people.maya, to=people.sofia, role="supervisor")
    agree(people)
    _file(scene)
    _sheets(scene)
    for user in User.objects.all():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _reminders(scene)
    _closed_days(scene.people)
    _time_of_ana(scene)
    _offers(scene)
    _notes(scene)
    _private_notes(scene)
    return scene


def agree(people: People) -> None:
    """Maya and Noor said yes to what clients are asked."""
    for client in (people.maya, people.noor):
        for text in consenting.missing_layers(client):
            consenting.give_consent(by=at(client), client=client, text=text)


def at(who: Membership | Client, days: float = 0) -> Actor:
    """The person, so many days from NOW."""
    return actor_for(who, NOW + days * DAY)


def _file(scene: Scene) -> None:
    people, words = scene.people, scene.words
    ana, maya = at(people.ana), people.maya
    scene.flag = caring.set_flag(by=ana, client=maya, kind="court")
    caring.set_session(by=ana, client=maya, at=NOW + 2 * DAY)
    cleo = make_counselor(people.practice, "Cleo Hart")
    scene.cover = teaming.add_care_link(
        by=ana, client=maya, to=cleo, role="cover", ends_at=NOW + DAY
    )
    day = (NOW + 20 * DAY).date()
    kept = dates.Day(on_date=day, words=words["kept date"])
    told = dates.Day(on_date=day, words=words["shared date"], is_private=False)
    scene.kept_date = dates.mark_date(by=at(maya), client=maya, day=kept)
    scene.shared_date = dates.mark_date(by=at(maya), client=maya, day=told)
    scene.staff_date = dates.mark_date(by=ana, client=maya, day=told)
    scene.rosa = invite(people.ana, email=words["address"])
    scene.token, scene.invitation = letter_to(scene.rosa), standing(scene.rosa)


def _sheets(scene: Scene) -> None:
    maya, words = scene.maya, scene.words
    for name in ("fresh", "open", "done", "reviewed", "again", "declined"):
        scene.sheets[name] = make_assignment(maya, scene.version, reason=words["reason"])
    save(scene, "open", "noticed", words["draft"])
    save(scene, "open", "noticed", words["other"])
    save(scene, "open", "letter", words["locked"])
    scene.other = OtherText.objects.get()
    said = Said(when=words["plan"], where=words["plan"], obstacle=words["hurdle"], doable=4)
    planning.keep(by=at(maya), round_=scene.round("open"), said=said, revision=0)
    for name in ("done", "reviewed", "again"):
        write_and_send(scene, name)
    declining.decline(
        by=at(maya), round_=scene.round("declined"), reason="no_privacy", words=words["declined"]
    )
    ana = at(scene.people.ana)
    for name, closing in (("reviewed", "thanks"), ("again", "back")):
        comment(scene, name, words["comment"])
        reviewing.send_review(
            by=ana, round_=scene.round(name), closing=closing, reopened=["noticed"]
        )
    comment(scene, "done", words["unsent"])
    scene.line = looking_back.add_line(
        by=at(maya),
        round_=scene.round("done"),
        prompt_key="noticed",
        body=words["line"],
        revision=0,
    )
    talking.reply(
        by=at(maya),
        round_=scene.round("reviewed"),
        prompt_key="noticed",
        body=words["reply"],
        request_key=uuid4(),
    )
    scene.asked = talking.ask(
        by=at(maya), client=maya, kind="safety", assignment=scene.sheets["done"]
    )


def save(scene: Scene, name: str, key: str, value: object) -> None:
    """She writes, each time as on a page that has seen nothing of the time before."""
    answering.begin(by=at(scene.maya), round_=scene.round(name))
    saving.save(
        by=at(scene.maya),
        assignment=scene.sheets[name],
        prompt_key=key,
        raw=value,
        base_revision=0,
        key=uuid4(),
    )


def _reminders(scene: Scene) -> None:
    """Maya said yes to them, and the first is planned."""
    consenting.publish_consent_text(by=at(scene.people.olga), layer=4, meaning_changed=True)
    text = ConsentText.objects.get(practice=scene.people.practice, layer=4)
    consenting.give_consent(by=at(scene.maya), client=scene.maya, text=text)
    hers = Delivery.objects.filter(purpose="reminder", person=scene.maya.pk, state="planned")
    scene.reminder = hers.order_by("due_at").first()
    scene.lost = _lost(scene)


def _closed_days(people: People) -> None:
    """The practice keeps holidays, and closes for some days in summer."""
    olga = at(people.olga)
    choose_holidays(by=olga, place="US")
    days = {"first": date(2026, 8, 3), "last": date(2026, 8, 7)}
    close(by=olga, words="Summer days", **days)


def _time_of_ana(scene: Scene) -> None:
    """She is away since the day after a daily mail went out to her."""
    ana = scene.people.ana
    today = ana.today(NOW)
    days = away.Away(today - DAY, today + 2 * DAY, scene.words["away"])
    scene.leave = away.add_leave(by=at(ana, -1), away=days)
    before = NOW - DAY
    scene.summary = Delivery.objects.create(
        practice=scene.people.practice,
        purpose="summary",
        subject=ana.pk,
        person=ana.user_id,
        step=before.date().isoformat(),
        local_on=before.date(),
        local_time=before.time(),
        due_at=before,
        state=Delivery.State.SENT,
        claim=uuid4(),
        claimed_at=before,
        settled_at=before,
    )


def _offers(scene: Scene) -> None:
    """Olga asked somebody to work here; Otto's practice asked Maya."""
    asked = {"roles": ["counselor"], "name": scene.words["asked"], "email": "new@example.org"}
    scene.offer = offers.ask_colleague(by=at(scene.people.olga), **asked)
    hers = {"roles": ["counselor"], "name": "M.", "email": scene.member("maya").user.email}
    scene.offer_to_her = offers.ask_colleague(by=at(scene.member("otto")), **hers)


def _notes(scene: Scene) -> None:
    """Maya wrote yesterday, Ana answered just now; both have begun another note on two pages.

    In between Ana said that no answer is needed.
    """
    maya, words = scene.maya, scene.words
    scene.thread = noting.open_general(by=at(maya, -1), client=maya)
    scene.note = noting.send(by=at(maya, -1), thread=scene.thread, body=words["note"], key=uuid4())
    scene.rest = resting.let_rest(
        by=at(scene.people.ana, -0.5), thread=scene.thread, upto=scene.note.sent_at
    )
    scene.answer = noting.send(
        by=at(scene.people.ana), thread=scene.thread, body=words["answer"], key=uuid4()
    )
    for who, side in ((maya, "her"), (scene.people.ana, "desk")):
        for name in (f"{side} draft", f"{side} other"):
            noting.keep_draft(
                by=at(who), thread=scene.thread, body=words[name], revision=0, key=uuid4()
            )
    scene.point = pointing.add_point(by=at(scene.people.ana), client=maya, body=words["point"])


def _private_notes(scene: Scene) -> None:
    """Ana's note about Maya, a text beside it, Sofia who may read it, and a release of it."""
    ana, maya, words = at(scene.people.ana), scene.maya, scene.words
    note_id = uuid4()
    for revision, body in ((0, words["clinician"]), (7, words["beside"])):
        wanted = private_noting.Save(body, None, revision, uuid4())
        kept = private_noting.keep(by=ana, client=maya, note_id=note_id, save=wanted)
    scene.private = kept.note
    scene.reader = private_noting.name_reader(by=ana, client=maya, supervisor=scene.people.sofia)
    day, whom = NOW.date(), words["handed"]
    signed = releasing.Authorisation(day, f"To {whom}", f"At {whom}", f"For {whom}")
    scene.release = releasing.release(by=ana, client=maya, signed=signed, key=uuid4())


def _lost(scene: Scene) -> Delivery:
    """A letter to Ana that did not go out."""
    ana = scene.people.ana
    return Delivery.objects.create(
        practice=scene.people.practice,
        purpose="staff_welcome",
        subject=ana.pk,
        person=ana.user_id,
        local_on=NOW.date(),
        local_time=NOW.time(),
        due_at=NOW,
        state=Delivery.State.FAILED,
        settled_at=NOW,
    )


def write_and_send(scene: Scene, name: str) -> None:
    """A sheet with a shared, a private and a locked answer, sent as marked."""
    words = scene.words
    for key, value in (
        ("noticed", words["shared"]),
        ("miss", words["private"]),
        ("letter", words["locked"]),
        ("size", 7),
    ):
        save(scene, name, key, value)
    sharing.submit(
        by=at(scene.maya),
        assignment_id=scene.round(name).assignment_id,
        done_as="done",
        key=uuid4(),
        switches={"noticed": True, "size": True},
        seen={"noticed": 1, "miss": 1, "letter": 1, "size": 1},
    )


def comment(scene: Scene, name: str, body: str) -> None:
    """Ana's words under the first part."""
    reviewing.draft_comment(
        by=at(scene.people.ana),
        round_=scene.round(name),
        prompt_key="noticed",
        body=body,
        revision=0,
    )
