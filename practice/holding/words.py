"""What waits for who is signed in, and how it comes back into its boxes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from practice.holding import box
from practice.holding.slips import Slip, put_back, read

# Says only that something may wait, so that no other browser and no other hour looks for it.
COOKIE = "__Host-waits" if settings.BEHIND_TLS else "waits"


@dataclass(frozen=True)
class Waiting:
    """What one page left, as it was posted."""

    slip: Slip
    post: QueryDict


def waiting(request: HttpRequest, form: str, place: object) -> list[Waiting]:
    """What waits for one form of one thing, oldest first."""
    found = []
    for entry in _seen(request).values():
        slip = read(entry["slip"])
        if slip.is_of(form, place) and (words := box.opened(slip, entry)):
            post = QueryDict(mutable=True)
            for name, values in words.items():
                post.setlist(name, values)
            found.append(Waiting(slip, post))
    return found


def pages(request: HttpRequest) -> list[str]:
    """The pages on which words wait for her. Opens none of them."""
    return list(dict.fromkeys(entry["slip"]["page"] for entry in _seen(request).values()))


def given(request: HttpRequest, form: str, place: object, *texts: str) -> QueryDict | None:
    """What a form is given: the post; else what waits for it (`back`); else None."""
    return request.POST if request.method == "POST" else back(request, form, place, *texts)


def back(
    request: HttpRequest, form: str, place: object, *texts: str, may_press: bool = True
) -> QueryDict | None:
    """What waits for the boxes of a page that is opened, with a word above it; None elsewhere.

    Where several pages left words, the newest stand, with the older texts before them. `texts` are
    how the names of its text boxes begin. Without `may_press` the page has no button for them.
    """
    if request.method == "POST":
        return None
    found = waiting(request, form, place)
    if not found:
        return None
    if not put_back(request):
        text = _("Your words are back, and nothing was sent. Have a look, then press once more.")
        if not may_press:
            text = _("Your words are back. They were not sent, and nothing can be sent here now.")
        messages.info(request, text)
    put_back(request)[form, str(place)] = [one.slip.mark for one in found]
    return _merged([one.post for one in found], texts)


def let_go(request: HttpRequest, marks: Iterable[str]) -> None:
    """What these pages left was taken in, or is not wanted."""
    actor = request.actor  # type: ignore[attr-defined]
    with box.locked(str(actor.user_id), actor.now) as held:
        for mark in marks:
            held.pop(mark, None)


def let_go_of(request: HttpRequest, taken: Iterable[tuple[Slip, Iterable[str]]]) -> None:
    """Of what these pages left, and of what stood in their boxes, these boxes were taken in."""
    actor = request.actor  # type: ignore[attr-defined]
    with box.locked(str(actor.user_id), actor.now) as held:
        for slip, names in taken:
            for mark in (slip.mark, *slip.shown):
                box.take(held, replace(slip, mark=mark), box.boxes(names))


def move(request: HttpRequest, slip: Slip, words: box.Words) -> None:
    """Lays words into the boxes of another form of hers, unsent, as if that page had left them."""
    with box.locked(slip.account, request.actor.now) as held:  # type: ignore[attr-defined]
        box.put(held, slip, words, request.actor.now)  # type: ignore[attr-defined]


def looked_for(request: HttpRequest) -> bool:
    """Whether something was left from this browser within the hour. No query."""
    return COOKIE in request.COOKIES


def _seen(request: HttpRequest) -> box.Box:
    actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is None or not looked_for(request):
        return {}
    if not hasattr(request, "held_box"):
        request.held_box = box.seen(str(actor.user_id), actor.now)  # type: ignore[attr-defined]
    return request.held_box


def _merged(posts: list[QueryDict], texts: tuple[str, ...]) -> QueryDict:
    *older, newest = posts
    for post in reversed(older):
        for name in post:
            if name not in newest:
                newest.setlist(name, post.getlist(name))
            elif name.startswith(texts):
                newest[name] = _joined(post[name], newest[name])
    return newest


def _joined(older: str, newer: str) -> str:
    if older.strip() in newer:
        return newer
    return older if newer.strip() in older else f"{older}\n\n{newer}"
