"""Plain functions that make rows with fixed, realistic defaults. No randomness."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

from clients.models import CareLink, Client, Note, Thread
from clients.notes.promise import promise_for
from practice.access import Actor
from practice.models import Membership, Practice, User
from worksheets.models import (
    Assignment,
    Comment,
    Round,
    SharedAnswer,
    Submission,
    Theme,
    Version,
    Worksheet,
)

# A Tuesday in spring, after the clocks changed in New York and before they do in Lisbon.
NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)

_numbers = count(1)


def make_practice(**fields) -> Practice:
    """A practice in New York without the demand for a second factor, unless told."""
    defaults = {
        "name": "Harbour Street Practice",
        "time_zone": "America/New_York",
        "requires_second_factor": False,
    }
    return Practice.objects.create(**defaults | fields)


def make_user(**fields) -> User:
    """An account with an address of its own and no usable password unless one is given."""
    defaults = {"email": f"person{next(_numbers)}@example.org", "name": ""}
    return User.objects.create_user(**defaults | fields)


def make_counselor(practice: Practice, name: str = "Ana Ruiz", **fields) -> Membership:
    """A counselor of the practice."""
    user = fields.pop("user", None) or make_user(name=name)
    return Membership.objects.create(
        practice=practice, user=user, **{"is_counselor": True} | fields
    )


def make_owner(practice: Practice, name: str = "Olga Brandt", **fields) -> Membership:
    """An owner without a caseload."""
    return make_counselor(practice, name, **{"is_counselor": False, "is_owner": True} | fields)


def make_supervisor(practice: Practice, name: str = "Sofia Lund", **fields) -> Membership:
    """A supervisor."""
    return make_counselor(practice, name, **{"is_counselor": False, "is_supervisor": True} | fields)


def make_client(counselor: Membership, call_name: str = "Maya", **fields) -> Client:
    """A client with an account, led by the counselor since a month before NOW."""
    with_account = fields.pop("with_account", True)
    membership = (
        Membership.objects.create(practice=counselor.practice, user=make_user(), is_client=True)
        if with_account
        else None
    )
    client = Client(
        practice=counselor.practice,
        membership=membership,
        call_name=call_name,
        contact_email=membership.user.email if membership else "invited@example.org",
        **{
            "time_zone": "America/New_York",
            "adult_stated_at": NOW,
            "adult_stated_by": counselor.user,
            "created_at": NOW - timedelta(days=30),
            "created_by": counselor.user,
        }
        | fields,
    )
    client.save()
    link(client, counselor)
    return client


def link(client: Client, membership: Membership, role: str = "lead", **fields) -> CareLink:
    """A care link, begun thirty days before NOW."""
    defaults = {"starts_at": NOW - timedelta(days=30), "created_by": membership.user}
    return CareLink.objects.create(
        client=client, membership=membership, role=role, **defaults | fields
    )


def actor_for(who: Membership | Client, now: datetime = NOW) -> Actor:
    """The actor that a request of this person would have."""
    membership = who.membership if isinstance(who, Client) else who
    return Actor(user=membership.user, membership=membership, now=now)


SMALL_SHEET = {
    "prompts": [
        {
            "key": "noticed",
            "type": "long_text",
            "text": "What did you notice this week?",
            "privacy": "shared",
            "max_length": 4000,
        },
        {
            "key": "miss",
            "type": "long_text",
            "text": "What do you miss the most?",
            "privacy": "private",
            "max_length": 4000,
        },
        {
            "key": "size",
            "type": "scale_0_10",
            "text": "How big has it felt?",
            "privacy": "shared",
            "low": "hardly there",
            "high": "all day",
        },
    ]
}


def make_version(schema: dict | None = None, **fields) -> Version:
    """A published light worksheet of three prompts in a theme of its own."""
    number = next(_numbers)
    theme = fields.pop("theme", None) or Theme.objects.create(
        number=number, slug=f"theme-{number}", name="The Quiet Grief", client_intro="A place."
    )
    worksheet = Worksheet.objects.create(theme=theme, slug=f"sheet-{number}", position=1)
    defaults = {
        "number": 1,
        "title": "Naming what I miss",
        "purpose": "Put words to small changes.",
        "minutes": 10,
        "weight": Version.Weight.LIGHT,
        "schema": schema or SMALL_SHEET,
        "content_hash": f"{number:064d}",
        "published_at": NOW - timedelta(days=60),
    }
    return Version.objects.create(worksheet=worksheet, **defaults | fields)


def make_assignment(client: Client, version: Version | None = None, **fields) -> Assignment:
    """An assignment that she has not opened, given the day before NOW."""
    round_fields = fields.pop("round", {})
    lead = client.care_links.get(role="lead")
    assignment = Assignment(
        practice=client.practice,
        client=client,
        version=version or make_version(),
        **{
            "reason": "You told me about the short call.",
            "due_on": date(2026, 3, 12),
            "request_key": uuid4(),
            "assigned_at": NOW - timedelta(days=1),
            "assigned_by": lead.membership.user,
        }
        | fields,
    )
    assignment.save()
    Round.objects.create(
        assignment=assignment, client=client, begun_at=assignment.assigned_at, **round_fields
    )
    return assignment


def make_submission(assignment: Assignment, shared: dict | None = None, **fields) -> Round:
    """The current round as she sent it an hour before NOW, sharing these answers by prompt key."""
    at = fields.pop("at", NOW - timedelta(hours=1))
    round_ = assignment.rounds.current().get()
    defaults = {"opened_at": at, "submitted_at": at, "done_as": Round.DoneAs.DONE}
    for name, value in (defaults | fields).items():
        setattr(round_, name, value)
    round_.save()
    submission = Submission.objects.create(round=round_, client=assignment.client, at=at)
    for key, value in (shared or {}).items():
        SharedAnswer.objects.create(
            submission=submission, client=assignment.client, prompt_key=key, value=value
        )
    return round_


def make_reply(assignment: Assignment, body: str = "I had not seen it so.", **fields) -> Comment:
    """Words of hers under a comment, sent a minute before NOW unless `at` says when."""
    at = fields.pop("at", NOW - timedelta(minutes=1))
    return Comment.objects.create(
        client=assignment.client,
        assignment=assignment,
        round=assignment.rounds.current().get(),
        author=assignment.client.membership.user,
        is_by_client=True,
        body=body,
        drafted_at=at,
        sent_at=at,
        **{"prompt_key": "noticed"} | fields,
    )


def make_thread(client: Client, **fields) -> Thread:
    """Her general thread, begun two weeks before NOW."""
    defaults = {"is_general": True, "opened_at": NOW - timedelta(days=14)}
    return Thread.objects.create(client=client, **defaults | fields)


def make_note(
    thread: Thread, author: Membership | Client, body: str = "It was a long week.", **fields
) -> Note:
    """A note sent an hour before NOW: the other side can read it, nobody has."""
    author = author.membership if isinstance(author, Client) else author
    sent_at = fields.setdefault("sent_at", NOW - timedelta(hours=1))
    if author == thread.client.membership:
        # Her page said so when she sent it.
        told = promise_for(thread.client, sent_at, sent_at).read_by
        fields.setdefault("read_by", told)
    return Note.objects.create(
        thread=thread,
        client_id=thread.client_id,
        author=author,
        body=body,
        **{"key": uuid4()} | fields,
    )
