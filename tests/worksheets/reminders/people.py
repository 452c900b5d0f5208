"""Ana and Maya, who said yes to reminders, and the ledger as tests read it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress

from clients.actions import noting
from clients.models import Client, Consent, ConsentText, Contact, Layer, Note, TenderDate
from practice import deliveries
from practice.models import Delivery
from tests.factories import NOW, actor_for, make_assignment, make_client
from worksheets.models import Assignment
from worksheets.reminders import plans
from worksheets.reminders.stopping import LINKS

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_reachable(ana, call_name: str = "Maya", **fields) -> Client:
    """A client who agreed to reminders, with a confirmed address, signed in an hour before NOW."""
    client = make_client(ana, call_name, **fields)
    user = client.membership.user
    user.last_login = NOW - HOUR
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    agree(client)
    return client


def agree(client: Client, given: bool = True, at: datetime = NOW - 2 * DAY) -> Consent:
    """Her word on reminders by e-mail."""
    text, _is_new = ConsentText.objects.get_or_create(
        practice=client.practice,
        layer=Layer.EMAIL,
        number=1,
        defaults={"title": "Reminders", "body": "Words.", "published_at": NOW - 30 * DAY},
    )
    return Consent.objects.create(
        client=client, text=text, layer=Layer.EMAIL, text_hash="", language="en", given=given, at=at
    )


def give(client: Client, due_on: date | None, now: datetime = NOW, **fields) -> Assignment:
    """A sheet given at `now`, and its reminders planned."""
    assignment = make_assignment(client, due_on=due_on, assigned_at=now, **fields)
    plans.replan([client.pk], now)
    return assignment


def prefer(client: Client, now: datetime = NOW, **fields) -> Contact:
    """Her wishes, and the plan after them."""
    contact, _is_new = Contact.objects.update_or_create(client=client, defaults=fields)
    plans.replan([client.pk], now)
    return contact


def mark(client: Client, on_date: date, now: datetime = NOW, **fields) -> TenderDate:
    """A hard day, and the plan after it."""
    row = TenderDate(
        client=client, on_date=on_date, label="", created_by=client.membership.user, **fields
    )
    row.save()
    plans.replan([client.pk], now)
    return row


def ledger(client: Client) -> list[tuple[str, str, str, str]]:
    """Step, hour of her own clock, state and reason of every row, in the order of the hours."""
    return [
        (row.step, f"{row.local_on:%d %b} {row.local_time:%H:%M}", row.state, row.reason)
        for row in Delivery.objects.filter(person=client.pk).order_by("due_at", "step")
    ]


def planned(client: Client) -> list[str]:
    """Step and hour of what is planned."""
    return [f"{step} {hour}" for step, hour, state, _why in ledger(client) if state == "planned"]


def live(until: datetime, since: datetime = NOW) -> None:
    """The dispatcher looks every half hour."""
    now = since
    while now <= until:
        deliveries.dispatch(now=now)
        now += HOUR / 2


def signed(row: Delivery) -> str:
    """What stands in the links of her mail, if it goes where hers go now."""
    user = Client.objects.select_related("membership__user").get(pk=row.person).membership.user
    return LINKS.sign(row.pk, user.email)


def sent_before(client: Client, at: datetime, **fields) -> Delivery:
    """A message of its own that went out to her then, about nothing that is open now."""
    defaults = {
        "purpose": "reminder",
        "state": "sent",
        "subject": client.pk,
        "due_version": Delivery.objects.count() + 1,
        "claim": client.pk,
        "local_on": at.date(),
        "local_time": at.time(),
    }
    instants = dict.fromkeys(("due_at", "claimed_at", "settled_at"), at)
    return Delivery.objects.create(
        practice=client.practice, person=client.pk, **defaults | instants | fields
    )


def send(thread, who, at: datetime = NOW) -> Note:
    """A note of that instant, and the mail about it planned."""
    key = UUID(int=int(at.timestamp()))
    return noting.send(by=actor_for(who, at), thread=thread, body="Kind words.", key=key)


def open_notes(thread, at: datetime) -> None:
    """She reads on in it."""
    noting.mark_read(by=actor_for(thread.client, at), thread=thread, upto=at)


def noted() -> list[tuple]:
    """When each mail about notes was planned for, its state and reason."""
    found = Delivery.objects.filter(purpose="note").order_by("due_at", "pk")
    return [(row.due_at, row.state, row.reason) for row in found]


def fall_silent(client: Client) -> None:
    """Two messages since she last signed in."""
    for days in (3, 1):
        sent_before(client, NOW - days * DAY)
    client.membership.user.last_login = NOW - 5 * DAY
    client.membership.user.save()
