"""Agreeing, taking it back, and publishing the words that are agreed to (K-01 to K-07)."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients import agreements
from clients.actions.inviting import close_letters
from clients.models import Client, Consent, ConsentText, Layer
from clients.models.consent import ANSWERED, ASKED
from clients.permissions import is_herself
from practice import audit, facts
from practice.access import Actor
from practice.models import Practice


class OnlyHerself(PermissionDenied):
    """Nobody agrees or takes it back for a client (V-09)."""


class OnlyOwners(PermissionDenied):
    """Agreements are the owner's to publish."""


class NotCurrent(Exception):
    """The text is not the newest of its layer, or is a notice that nobody agrees to."""


class NothingToWithdraw(Exception):
    """Her last word on the layer is not a yes."""


class EmptySlots(Exception):
    """Slots without the practice's own words (B-08, K-07); `slots` holds their keys."""

    def __init__(self, slots: list[str]) -> None:
        super().__init__(", ".join(slots))
        self.slots = slots


class NothingChanged(Exception):
    """Clients would read the same words as before."""


class ChangesNotSaid(Exception):
    """A new version says in plain words what is different (K-02)."""


def missing_layers(client: Client) -> list[ConsentText]:
    """Texts that she has still to answer before work goes on (K-02). One query."""
    return list(ConsentText.objects.unanswered_by(client))


@transaction.atomic
def give_consent(*, by: Actor, client: Client, text: ConsentText) -> Consent:
    """Her yes to the newest words of a layer. Pressed twice it is one yes.

    Raises OnlyHerself, NotCurrent.
    """
    if not is_herself(by, client):
        raise OnlyHerself
    Client.objects.locked(client.pk)
    _check_current(client, text)
    word = Consent.objects.latest_word(client, text.layer)
    if word is not None and word.given and word.text_id == text.pk:
        return word
    given = _say(by, client, text, given=True)
    facts.tell("consent.given", by=by, client=client, layer=text.layer)
    return given


@transaction.atomic
def withdraw_consent(*, by: Actor, client: Client, layer: int) -> Consent:
    """Takes her yes back, as easily as it was given (K-04). Nothing is deleted by it.

    Layer 1 closes her account here; layer 3 stops new sheets. Raises OnlyHerself,
    NothingToWithdraw.
    """
    if not is_herself(by, client):
        raise OnlyHerself
    Client.objects.locked(client.pk)
    return _take_back(by, client, layer)


@transaction.atomic
def withdraw_by_link(*, by: Actor, client: Client, layer: int) -> Consent:
    """The same by the link of a mail, without a sign-in (RFC 8058, rulings 26).

    For layers that are asked apart. Raises NothingToWithdraw.
    """
    if layer in ASKED:
        raise NothingToWithdraw
    Client.objects.locked(client.pk)
    return _take_back(by, client, layer, method=Consent.BY_LINK)


@transaction.atomic
def decline_consent(*, by: Actor, client: Client, text: ConsentText) -> Consent:
    """Her no to words that are asked apart: kept, so that nobody asks a second time (K-06).

    Where her last word is a yes it is taken back. Raises OnlyHerself, NotCurrent.
    """
    if not is_herself(by, client):
        raise OnlyHerself
    if text.layer in ASKED:
        raise NotCurrent
    Client.objects.locked(client.pk)
    _check_current(client, text)
    word = Consent.objects.latest_word(client, text.layer)
    if word is None:
        return _say(by, client, text, given=False, action="consent.declined")
    return _take_back(by, client, text.layer) if word.given else word


@transaction.atomic
def save_slots(*, by: Actor, slots: Mapping[str, str]) -> Practice:
    """Keeps the practice's own words; clients read them once they are published."""
    practice = _own_practice(by)
    practice.consent_slots = {key: slots.get(key, "").strip() for key in agreements.SLOTS}
    practice.save(update_fields=["consent_slots"])
    audit.record(by=by, action="agreements.edited", object_type="practice", object_id=practice.pk)
    return practice


@transaction.atomic
def publish_consent_text(
    *, by: Actor, layer: int, meaning_changed: bool, changes: str = ""
) -> ConsentText:
    """The layer's words as they are filled now become its newest version, frozen.

    Clients are asked again only where the meaning changed (K-02); for a first version that is
    always so. Raises OnlyOwners, EmptySlots, NothingChanged, ChangesNotSaid.
    """
    practice = _own_practice(by)
    if empty := agreements.empty_slots(practice, layer):
        raise EmptySlots(empty)
    last = ConsentText.objects.published(practice).filter(layer=layer).order_by("number").last()
    if not agreements.has_changed(practice, layer, last):
        raise NothingChanged
    if last is not None and not changes.strip():
        raise ChangesNotSaid
    title, body = agreements.shipped(layer)[0], agreements.body_for(practice, layer)
    text = ConsentText.objects.create(
        practice=practice,
        layer=layer,
        number=last.number + 1 if last else 1,
        title=title,
        body=body,
        text_hash=agreements.hash_of(title, body),
        meaning_changed=meaning_changed or last is None,
        changes=changes.strip(),
        published_at=by.now,
        published_by=by.user,
    )
    audit.record(
        by=by,
        action="agreement.published",
        object_type="consent_text",
        object_id=text.pk,
        details={"layer": layer, "number": text.number, "meaning_changed": text.meaning_changed},
    )
    return text


def _own_practice(by: Actor) -> Practice:
    if not by.is_owner:
        raise OnlyOwners
    return Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)


def _check_current(client: Client, text: ConsentText) -> None:
    current = ConsentText.objects.current(client.practice_id).filter(layer__in=ANSWERED)
    if not current.filter(pk=text.pk).exists():
        raise NotCurrent


def _take_back(by: Actor, client: Client, layer: int, method: str = Consent.ON_SCREEN) -> Consent:
    word = Consent.objects.latest_word(client, layer) if layer in ANSWERED else None
    if word is None or not word.given:
        raise NothingToWithdraw
    taken_back = _say(by, client, word.text, given=False, method=method)
    if layer == Layer.TERMS:
        _close_account(by, client)
    facts.tell("consent.withdrawn", by=by, client=client, layer=layer)
    return taken_back


def _say(
    by: Actor,
    client: Client,
    text: ConsentText,
    *,
    given: bool,
    action: str = "",
    method: str = Consent.ON_SCREEN,
) -> Consent:
    consent = Consent.objects.create(
        client=client,
        text=text,
        layer=text.layer,
        text_hash=text.text_hash,
        language=text.language,
        given=given,
        at=Consent.objects.next_instant(client, text.layer, by.now),
        method=method,
    )
    audit.record(
        by=by,
        action=action or ("consent.given" if given else "consent.withdrawn"),
        client_id=client.pk,
        object_type="consent_text",
        object_id=text.pk,
        details={"layer": text.layer} | ({"method": method} if method == Consent.BY_LINK else {}),
    )
    return consent


def _close_account(by: Actor, client: Client) -> None:
    close_letters(by, client)
    membership = client.membership
    if membership is None:
        return
    membership.ended_at = by.now
    membership.save(update_fields=["ended_at"])
    if not membership.user.memberships.live().exists():
        membership.user.is_active = False
        membership.user.save(update_fields=["is_active"])
    audit.record(
        by=by,
        action="account.closed",
        client_id=client.pk,
        object_type="membership",
        object_id=membership.pk,
    )
