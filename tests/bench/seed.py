"""A practice's data at two sizes. Each counselor and each client carries the same load in both.

Whoever is measured has real, sealed words. Everybody else's sealed columns hold random bytes of
the same length: no page may read them, and if one did, it would fail.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from clients.models import CareLink, Client, Note, Thread
from practice import vault
from practice.models import Membership, Practice, User, WrappedKey
from practice.vault import Sealed
from tests.bench.bulk import Copies, ids
from worksheets.models import Answer, Assignment, Round, SharedAnswer, Submission, Version

NOW = datetime.now(tz=UTC).replace(microsecond=0)
CLIENTS = 20
SHEETS = 50
ANSWERS = {"load": 6, "one_less": "Let him keep his own calendar.", "thank_me": "Thank you."}
SHARED = ("load", "one_less")
# What stands in a thread of the small and of the large practice.
NOTES, MANY_NOTES = 30, 2000
# Half of them as she sends, half with nothing asked.
SUBMITS = 300


@dataclass(frozen=True)
class Measured:
    """Whose pages are measured, and on which sheets."""

    counselor: Membership
    client: Client
    sender: Client
    open_sheet: UUID
    open_round: UUID
    done_sheet: UUID
    to_send: list[UUID]
    thread: UUID


def seed(*, practices: int, counselors: int) -> Measured:
    """`practices` practices with `counselors` each, 20 clients a counselor, 50 sheets a client."""
    version = Version.objects.current().get(worksheet__slug="at-unseen-list")
    others = practices * counselors - 1
    first = real_practice(version, notes=MANY_NOTES if others else NOTES)
    if others:
        with quick_writes():
            crowd(version, practices - 1, counselors, others)
    settle()
    return first


def settle() -> None:
    """The tables as a night leaves them: counted, swept, nothing left to be written out."""
    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if on_postgres else "ANALYZE")
        cursor.execute("CHECKPOINT" if on_postgres else "PRAGMA wal_checkpoint(TRUNCATE)")


def person(practice: Practice, **roles: bool) -> Membership:
    """An account with a membership."""
    user = User.objects.create_user(email=f"{uuid4().hex}@example.org", name="Ana Ruiz")
    return Membership.objects.create(practice=practice, user=user, **roles)


def client_of(counselor: Membership, name: str) -> Client:
    """A client with keys, led by the counselor."""
    client = Client(
        practice=counselor.practice,
        membership=person(counselor.practice, is_client=True),
        call_name=name,
        contact_email="someone@example.org",
        next_session_at=NOW + timedelta(days=2),
        adult_stated_at=NOW,
        adult_stated_by=counselor.user,
        created_by=counselor.user,
    )
    vault.create_keys(client.pk)
    client.save()
    CareLink.objects.create(
        client=client, membership=counselor, role="lead", starts_at=NOW - timedelta(days=99)
    )
    return client


@transaction.atomic
def real_practice(version: Version, notes: int) -> Measured:
    """The measured counselor with her twenty clients, and one client who sends many sheets.

    The measured client and she have written each other so many notes.
    """
    practice = Practice.objects.create(name="Measured", requires_second_factor=False)
    counselor = person(practice, is_counselor=True)
    clients = [client_of(counselor, f"Client {number}") for number in range(CLIENTS)]
    for client in clients:
        real_sheets(client, version)
    sender = client_of(person(practice, is_counselor=True), "Sender")
    to_send = [open_sheet(sender, version).pk for _ in range(SUBMITS)]
    client = clients[0]
    rounds = Round.objects.current().filter(client=client)
    opened = rounds.get(submitted_at__isnull=True, opened_at__isnull=False)
    done = rounds.get(submitted_at__isnull=False, reviewed_at__isnull=True)
    return Measured(
        counselor=counselor,
        client=client,
        sender=sender,
        open_sheet=opened.assignment_id,
        open_round=opened.pk,
        done_sheet=done.assignment_id,
        to_send=to_send,
        thread=long_thread(client, counselor, notes).pk,
    )


def long_thread(client: Client, counselor: Membership, notes: int) -> Thread:
    """Each in turn, an hour apart."""
    thread = Thread.objects.create(client=client, is_general=True)
    Note.objects.bulk_create(
        Note(
            thread=thread,
            client_id=client.pk,
            author=counselor if number % 2 else client.membership,
            body=f"Thank you for telling me. Number {number}.",
            key=uuid4(),
            sent_at=NOW - timedelta(hours=notes - number),
        )
        for number in range(notes)
    )
    return thread


def open_sheet(client: Client, version: Version, days: int = 1) -> Assignment:
    """An opened sheet with three drafts."""
    assignment = Assignment(
        practice=client.practice,
        client=client,
        version=version,
        reason="You do so much that nobody counts.",
        due_on=date.today() + timedelta(days=3),  # noqa: DTZ011 - the figure does not hang on it
        assigned_at=NOW - timedelta(days=days),
        assigned_by=client.created_by,
    )
    assignment.save(force_insert=True)
    Round.objects.create(
        assignment=assignment, client=client, begun_at=assignment.assigned_at, opened_at=NOW
    )
    for key, value in ANSWERS.items():
        Answer.objects.create(
            client=client, assignment=assignment, prompt_key=key, value=value, revision=1
        )
    return assignment


def real_sheets(client: Client, version: Version) -> None:
    """One opened, one not opened, one done and unread, the rest done and read."""
    for number in range(SHEETS):
        assignment = open_sheet(client, version, days=number)
        current = assignment.rounds.get()
        if number == 1:
            current.opened_at = None
        if number > 1:
            current.submitted_at, current.done_as = NOW - timedelta(days=number), "done"
        if number > 2:
            current.reviewed_at, current.reviewed_by = NOW, client.created_by
            current.closing = "thanks"
        current.save()
        if number > 1:
            submission = Submission.objects.create(
                round=current, client=client, at=current.submitted_at
            )
            for key in SHARED:
                SharedAnswer.objects.create(
                    submission=submission, client=client, prompt_key=key, value=ANSWERS[key]
                )


class quick_writes:  # noqa: N801 - used as a word
    """Loose settings while the crowd is written; the measured process never has them."""

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
                cursor.execute("PRAGMA cache_size=-4000000")
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error: object) -> None:
        self.atomic.__exit__(*error)
        if connection.vendor == "sqlite":
            connection.close()


def crowd(version: Version, practices: int, counselors: int, total: int) -> None:
    """Everybody else: `total` counselors over the other practices (and the measured one)."""
    sample = Client.objects.select_related("membership__user", "practice").first()
    houses = ids(practices)
    Copies(sample.practice, "id").insert((house,) for house in houses)
    homes = [sample.practice_id] * (counselors - 1)
    homes += [house for house in houses for _ in range(counselors)]
    desks = members(sample, homes[:total], sample.care_links.get().membership)
    lives = members(sample, [d[2] for d in desks for _ in range(CLIENTS)], sample.membership)
    people = [(uuid4(), life[0], life[2], uuid4()) for life in lives]
    Copies(sample, "id", "membership_id", "practice_id").insert(
        (key, life, house) for key, life, house, _ in people
    )
    Copies(sample.care_links.get(), "id", "client_id", "membership_id").insert(
        (link, key, desks[number // CLIENTS][0])
        for number, (key, _life, _house, link) in enumerate(people)
    )
    for wrapped in WrappedKey.objects.filter(subject=sample.pk):
        Copies(wrapped, "id", "subject").insert((uuid4(), row[0]) for row in people)
    sheets(sample, [(key, house) for key, _life, house, _link in people])


def members(sample: Client, homes: list[UUID], like: Membership) -> list[tuple]:
    """(membership, user, practice) for each home."""
    rows = [(uuid4(), uuid4(), home) for home in homes]
    Copies(like.user, "id", "email").insert((u, f"{u.hex}@example.org") for _, u, _h in rows)
    Copies(like, "id", "user_id", "practice_id").insert(rows)
    return rows


def sheets(sample: Client, people: list[tuple[UUID, UUID]]) -> None:
    """Fifty sheets for each, in the same states as the measured ones."""
    pattern = list(
        Round.objects.filter(client=sample).select_related("assignment").order_by("-begun_at")
    )
    for round_ in pattern:
        keys = ids(len(people))
        rounds = ids(len(people))
        given = round_.assignment
        given.reason = Sealed(os.urandom(60))
        Copies(given, "id", "client_id", "practice_id", "request_key").insert(
            (key, client, house, uuid4()) for key, (client, house) in zip(keys, people, strict=True)
        )
        Copies(round_, "id", "assignment_id", "client_id").insert(
            (r, key, client) for r, key, (client, _) in zip(rounds, keys, people, strict=True)
        )
        for answer in Answer.objects.filter(assignment=round_.assignment_id):
            answer.value = Sealed(os.urandom(80))
            Copies(answer, "id", "assignment_id", "client_id").insert(
                (uuid4(), key, client) for key, (client, _) in zip(keys, people, strict=True)
            )
        if round_.submitted_at:
            sent(round_, rounds, people)


def sent(round_: Round, rounds: list[UUID], people: list[tuple[UUID, UUID]]) -> None:
    """The submissions of these rounds and what they shared."""
    keys = ids(len(people))
    submission = Submission.objects.get(round=round_)
    Copies(submission, "id", "round_id", "client_id").insert(
        (key, r, client) for key, r, (client, _) in zip(keys, rounds, people, strict=True)
    )
    for shared in SharedAnswer.objects.filter(submission=submission):
        shared.value = Sealed(os.urandom(80))
        Copies(shared, "id", "submission_id", "client_id").insert(
            (uuid4(), key, client) for key, (client, _) in zip(keys, people, strict=True)
        )
