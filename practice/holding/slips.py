"""The slip of a form: signed, it goes with the page and comes back with the post."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

# Longer than any session: a page left open overnight is still whose it was.
GOOD_FOR = timedelta(hours=24)
SALT = "practice.slip"


@dataclass(frozen=True)
class Slip:
    """Whose page, which form of which thing, under whose key, and where its words come back."""

    account: str
    form: str
    place: str
    subject: str
    purpose: str
    page: str
    # This page, made this once: two tabs are two, and what each of them left is kept.
    mark: str
    # The marks of the pages whose words stand in the boxes of this one.
    shown: tuple[str, ...] = ()
    # Its words come back into the form, not on a page of their own.
    is_in_boxes: bool = True

    @property
    def sealing(self) -> dict[str, Any]:
        """What the vault seals these words with."""
        place = f"held|{self.account}|{self.form}|{self.place}"
        return {"subject": UUID(self.subject), "purpose": self.purpose, "place": place}

    def is_of(self, form: str, place: object) -> bool:
        """Whether it is that form of that thing."""
        return (self.form, self.place) == (form, str(place))


def slip_for(
    request: HttpRequest,
    form: str,
    place: object,
    client_id: UUID | None = None,
    page: str = "",
    purpose: str = "",
) -> str:
    """The slip of a form on this page; `page` is where its words are shown, if not in the form.

    A client's words are sealed under her own key, a colleague's about a client under that client's
    care key, and a colleague's about nobody under the colleague's. `purpose` names another key:
    what is private to its author waits under none that others hold.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is None:
        return ""
    slip = Slip(
        account=str(actor.user_id),
        form=form,
        place=str(place),
        subject=str(client_id or actor.user_id),
        purpose=purpose or ("own" if actor.is_client else "care"),
        page=page or request.path,
        mark=token_hex(8),
        shown=tuple(put_back(request).get((form, str(place)), ())),
        is_in_boxes=not page,
    )
    posted = slip_of(request)
    if posted and posted.is_of(form, place) and posted.account == slip.account:
        # The same page again, with something to mend: what it leaves is that page's.
        slip = replace(slip, mark=posted.mark, shown=posted.shown, page=posted.page)
    return signing.dumps(asdict(slip), salt=SALT, compress=True)


def slip_of(request: HttpRequest) -> Slip | None:
    """The slip that was posted; None where there is none to trust."""
    try:
        said = signing.loads(request.POST.get("slip", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return read(said)


def read(said: dict[str, Any]) -> Slip:
    """The slip from what JSON made of it."""
    return Slip(**said | {"shown": tuple(said["shown"])})


def put_back(request: HttpRequest) -> dict[tuple[str, str], list[str]]:
    """The marks of the words that were put into this page's boxes, by form and place."""
    if not hasattr(request, "words_put_back"):
        request.words_put_back = {}  # type: ignore[attr-defined]
    return request.words_put_back
