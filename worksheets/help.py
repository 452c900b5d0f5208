"""Help: the lines of a country and the panels of a language (safety.md 2.1). Data, no database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from worksheets.phrases import Phrases, compile_phrases, match

FOLDER = Path(__file__).parent / "content" / "help"
# For the choice on the help page: a country that no row names.
ELSEWHERE = "ZZ"
STALE_AFTER = timedelta(days=180)
CRISIS = ("crisis_call", "crisis_text", "chat")
# Which panel stands first when a text touches several lists.
ORDER = ("self", "harmed", "others")


@dataclass(frozen=True)
class HelpLine:
    """One line to call, text or open; the fields of "Resources are data"."""

    kind: str
    label: str
    country: str = ""
    region: str = ""
    languages: tuple[str, ...] = ()
    number: str = ""
    tel: str = ""
    sms: str = ""
    keyword: str = ""
    url: str = ""
    hours: str = ""
    cost: str = ""
    last_checked: date | None = None
    checked_by: str = ""
    source: str = ""

    @property
    def tel_href(self) -> str:
        """`tel:` address of the number, empty where it takes no calls."""
        return f"tel:{self.tel}" if self.tel else ""

    @property
    def sms_href(self) -> str:
        """`sms:` address with the keyword filled in; `?&` is read by both kinds of phone."""
        body = f"?&body={quote(self.keyword)}" if self.keyword else ""
        return f"sms:{self.sms}{body}" if self.sms else ""

    @property
    def sms_number(self) -> str:
        """The number to text, as people read it."""
        return self.number if self.sms else ""

    @property
    def only_language(self) -> str:
        """The language of its label where it is for readers of one language, else empty."""
        return self.languages[0] if len(self.languages) == 1 else ""

    def speaks(self, language: str) -> bool:
        """Whether somebody answers in this language; True where it is not known."""
        return not self.languages or language in self.languages

    def is_stale(self, today: date) -> bool:
        """True when nobody has checked it for 180 days, or ever."""
        return self.last_checked is None or today - self.last_checked > STALE_AFTER


@dataclass(frozen=True)
class Panel:
    """What the writer reads when her words touch a list (R-04, R-06)."""

    kind: str
    title: str
    text: list[str]
    lines: list[HelpLine]
    is_about_harm: bool = False
    not_watched: str = field(default="", compare=False)


@cache
def _data() -> dict:
    return json.loads((FOLDER / "help-lines.json").read_text(encoding="utf-8"))


@cache
def _shipped() -> tuple[HelpLine, ...]:
    rows = []
    for row in _data()["lines"]:
        checked = row["last_checked"]
        rows.append(
            HelpLine(
                **row
                | {
                    "languages": tuple(row["languages"]),
                    "last_checked": date.fromisoformat(checked) if checked else None,
                }
            )
        )
    return tuple(rows)


def countries() -> dict[str, str]:
    """Codes and names of the countries that can be chosen on the help page."""
    return {code: _(name) for code, name in _data()["countries"].items()}


def _places(country: str) -> set[str]:
    areas = {area for area, members in _data()["areas"].items() if country in members}
    return {country, *areas}


def lines_for(
    country: str, today: date, *, language: str = "en", extra: Iterable[HelpLine] = ()
) -> list[HelpLine]:
    """The lines of a country, the reader's language first; never empty.

    A practice adds with `extra`; nothing takes the emergency line away. Where a line was not
    checked for 180 days the emergency number stands first.
    """
    places = _places(country) - {""}
    found = [line for line in _shipped() if line.country in places]
    if not any(line.kind == "emergency" for line in found):
        found += [line for line in _shipped() if not line.country]
    elif not any(line.kind in CRISIS for line in found):
        found += [line for line in _shipped() if not line.country and line.kind == "other"]
    found += extra
    is_stale = any(line.is_stale(today) for line in found)

    def place(line: HelpLine) -> tuple[bool, bool]:
        return (not (is_stale and line.kind == "emergency"), not line.speaks(language))

    return sorted(found, key=place)


def stale_lines(country: str, today: date, extra: Iterable[HelpLine] = ()) -> list[HelpLine]:
    """The lines that somebody of the practice should check again."""
    return [line for line in lines_for(country, today, extra=extra) if line.is_stale(today)]


@cache
def _language_file(name: str, language: str) -> dict | None:
    path = FOLDER / f"{name}.{language}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


@cache
def _phrases(language: str) -> Phrases | None:
    data = _language_file("phrases", language)
    return compile_phrases(data) if data else None


def base_language(language: str) -> str:
    """`en` for `en-gb`: lists are per language."""
    return language.lower().replace("_", "-").split("-")[0]


def has_check(language: str) -> bool:
    """Whether there is a phrase list, with panels, for the language, and it is not switched off."""
    language = base_language(language)
    if not settings.TEND_HELP_CHECK:
        return False
    return bool(_language_file("phrases", language) and _language_file("panels", language))


def box_needed(language: str) -> bool:
    """Without a list of the language the help box stands on every sheet instead (R-07)."""
    return not has_check(language)


def edition(language: str) -> dict[str, object]:
    """Version and signature of a language's list, for the staff's library page (R-07)."""
    data = _language_file("phrases", base_language(language)) or {}
    keys = ("language", "version", "written_on", "signed_by", "signed_on")
    return {key: data.get(key) for key in keys}


def panels_for(text: str, language: str) -> list[str]:
    """Which panels a text asks for, in order: self, harmed, others. Nothing is kept (R-03)."""
    language = base_language(language)
    phrases = _phrases(language) if has_check(language) else None
    found = match(text, phrases) if phrases else set()
    return [name for name in ORDER if name in found]


def panel(kind: str, lines: list[HelpLine], language: str, *, counselor: str = "") -> Panel:
    """One panel of a language, with those of the country's lines that are for it."""
    language = base_language(language)
    data = (_language_file("panels", language) or {})["panels"][kind]
    spoken = [line for line in lines if line.speaks(language)] or lines
    emergency = [line for line in spoken if line.kind == "emergency"]
    number = emergency[0].number if emergency else ""
    danger = data["danger"].format(emergency=number or _("your local emergency number"))
    chosen = [line for line in spoken if line.kind in data["kinds"]]
    if not chosen:
        chosen = [line for line in spoken if line.kind in {*CRISIS, "other"}]
    return Panel(
        kind=kind,
        title=data["title"],
        text=[*data["text"], danger],
        lines=[*chosen, *emergency],
        is_about_harm=data["is_about_harm"],
        not_watched=not_watched(counselor),
    )


def panels(lines: list[HelpLine], language: str) -> list[Panel]:
    """All panels of a language, hidden in the pages where she writes; none without a list."""
    return [panel(kind, lines, language) for kind in ORDER] if has_check(language) else []


def not_watched(counselor: str = "") -> str:
    """The sentence under every panel: nobody watches (R-10), the counselor by name (rulings 19)."""
    name = counselor or _("your counselor")
    return _("No one is watching this page, and %(counselor)s may not see it until later.") % {
        "counselor": name
    }


def leave_to(country: str) -> str:
    """The neutral site of leaving fast: the deployment's if it is listed, else the country's."""
    sites = _data()["leave_to"]
    if settings.TEND_LEAVE_TO in sites.values():
        return settings.TEND_LEAVE_TO
    return sites.get(country, sites[""])
