"""Choosing from a list of options: what the choice types share."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from worksheets.prompts.base import CannotKeep, Option, as_text
from worksheets.prompts.conditions import holds
from worksheets.prompts.paper import Boxes, Lines, Piece, Words
from worksheets.prompts.writing import keep_text

OWN_LIMIT = 80
OWN_AT_MOST = 20


def offered(
    options: Sequence[Option], answers: Mapping[str, Any], flags: Collection[str]
) -> list[Option]:
    """The options to show now: those whose `hidden_when` does not hold."""
    return [
        option
        for option in options
        if option.hidden_when is None or not holds(option.hidden_when, answers, flags)
    ]


def keep_many(
    raw: Any, options: Sequence[Option], *, own: bool, at_most: int | None = None
) -> dict[str, list[str]] | None:
    """{"keys": [...], "own": [...]} in the order of the options, or None. Raises CannotKeep."""
    keys, additions = _keys_and_own(raw)
    _refuse_unknown(keys, options, raw)
    kept = [option for option in options if option.key in keys]
    words = _keep_own(additions, raw) if own else []
    if additions and not own and any(as_text(word).strip() for word in additions):
        raise CannotKeep(_("There is no room for words of your own here."), raw)
    others = [option for option in kept if not option.exclusive]
    kept = others if others or words else kept[:1]
    if at_most is not None and len(kept) + len(words) > at_most:
        text = ngettext(
            "Choose one for now. Untick it to choose another.",
            "Choose up to %(count)s for now. Untick one to choose another.",
            at_most,
        )
        raise CannotKeep(text % {"count": at_most}, raw)
    return {"keys": [option.key for option in kept], "own": words} if kept or words else None


def many_from_post(post: QueryDict, name: str) -> dict[str, list[str]]:
    return {"keys": post.getlist(name), "own": post.getlist(f"{name}_own")}


def choices(
    options: Sequence[Option], chosen: Collection[Any], *, id: str, **where: Any
) -> list[dict[str, Any]]:
    """One dict per option on show: option, checked, id."""
    showing = offered(options, where.get("answers") or {}, where.get("flags") or ())
    return [
        {"option": option, "checked": option.key in chosen, "id": f"{id}-{option.key}"}
        for option in showing
    ]


def many_context(options: Sequence[Option], value: Any, *, own: bool, **where: Any) -> dict:
    """Choices, and the boxes for her own words: those she filled and two more."""
    keys, additions = _keys_and_own(value)
    words = [as_text(word) for word in additions]
    boxes = [*words, "", ""][: max(len(words), OWN_AT_MOST)] if own else words
    return {
        "choices": choices(options, [as_text(key) for key in keys], **where),
        "own_boxes": [
            {"text": text, "id": f"{where['id']}-own-{number}", "number": number + 1}
            for number, text in enumerate(boxes)
        ],
        "has_panel": any(option.panel for option in options),
    }


def boxes(options: Sequence[Option], *, own: bool = False, own_label: str = "") -> list[Piece]:
    """On paper: boxes to tick, and a line for her own words where there may be some."""
    found: list[Piece] = [Boxes(tuple(option.label for option in offered(options, {}, ())))]
    if own:
        found += [Words(own_label, is_label=True)] if own_label else []
        found += [Lines(1)]
    return found


def labels(value: Any, options: Sequence[Option]) -> tuple[str, ...]:
    """The chosen labels and own words; a key of an older version stands for itself."""
    if value is None:
        return ()
    keys, additions = _keys_and_own(value)
    names = {option.key: option.label for option in options}
    chosen = [names.get(as_text(key), as_text(key)) for key in keys]
    return tuple(text for text in [*chosen, *(as_text(word) for word in additions)] if text)


def _keys_and_own(raw: Any) -> tuple[list[Any], list[Any]]:
    if isinstance(raw, dict):
        keys, own = raw.get("keys"), raw.get("own")
        return (
            keys if isinstance(keys, list) else [keys] if keys else [],
            own if isinstance(own, list) else [own] if own else [],
        )
    if isinstance(raw, list):
        return raw, []
    return ([raw] if raw not in (None, "") else []), []


def _refuse_unknown(keys: list[Any], options: Sequence[Option], raw: Any) -> None:
    known = {option.key for option in options}
    if any(not isinstance(key, str) or (key and key not in known) for key in keys):
        raise CannotKeep(_("Please choose from the answers on this page."), raw)


def _keep_own(additions: list[Any], raw: Any) -> list[str]:
    words = [keep_text(word, OWN_LIMIT, one_line=True) for word in additions]
    words = list(dict.fromkeys(word for word in words if word))
    if len(words) > OWN_AT_MOST:
        text = _("There is room for %(count)s words of your own. Put two of them together.")
        raise CannotKeep(text % {"count": OWN_AT_MOST}, raw)
    return words
