"""Content files in, themes, worksheets and published versions out (rulings 40)."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from worksheets.library.files import measures, schema_of, sources, themes
from worksheets.library.shapes import Sheet, ThemeFile
from worksheets.models import Theme, Version, Worksheet
from worksheets.prompts.publishing import check
from worksheets.prompts.schema import WorksheetSchema

LANGUAGE = "en"


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows made, versions published and retired, worksheets left as they were."""

    themes: int
    worksheets: int
    published: int
    retired: int
    unchanged: int


@transaction.atomic
def load(now: datetime) -> Loaded:
    """Brings the shipped library up to the content files, in one transaction (rulings 40)."""
    done: Counter[str] = Counter()
    for theme_file in themes():
        theme, is_new = Theme.objects.update_or_create(
            slug=theme_file.slug, defaults=_theme_fields(theme_file)
        )
        done["themes"] += is_new
        for position, sheet in enumerate(theme_file.worksheets, start=1):
            worksheet, is_new = Worksheet.objects.update_or_create(
                practice=None, slug=sheet.slug, defaults={"theme": theme, "position": position}
            )
            done["worksheets"] += is_new
            done.update(_publish(worksheet, sheet, theme_file, now))
    return Loaded(**{name: done[name] for name in Loaded.__dataclass_fields__})


def _publish(worksheet: Worksheet, sheet: Sheet, theme: ThemeFile, now: datetime) -> Iterator[str]:
    schema = schema_of(sheet)
    content_hash = _hash(sheet, schema, theme)
    versions = worksheet.versions.filter(language=LANGUAGE)
    current = versions.current().first()
    if current and current.content_hash == content_hash:
        yield "unchanged"
        return
    last = worksheet.versions.order_by("-number").first()
    if last:
        check(schema, measures().keys(), before=last.sheet)
    if current:
        versions.filter(pk=current.pk).update(retired_at=now)
        yield "retired"
    Version.objects.create(
        worksheet=worksheet,
        number=last.number + 1 if last else 1,
        language=LANGUAGE,
        **{name: getattr(sheet, name) for name in ("title", "purpose", "minutes", "weight", "tip")},
        # Whole, so that a default that changes later changes no published version.
        schema=schema.model_dump(mode="json", by_alias=True, exclude_none=True),
        content_hash=content_hash,
        reviewer=theme.reviewer,
        review_on=theme.review_on,
        published_at=now,
    )
    yield "published"


def _hash(sheet: Sheet, schema: WorksheetSchema, theme: ThemeFile) -> str:
    """Over what was written, without defaults: a new setting of a type is no new content."""
    words = sheet.model_dump(mode="json", exclude={"prompts", "gates", "marks", "done_notes"})
    review = [theme.reviewer, theme.review_on.isoformat() if theme.review_on else None]
    content = schema.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps([words, review, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _theme_fields(theme: ThemeFile) -> dict[str, Any]:
    about = theme.model_dump(mode="json", exclude={"number", "slug", "name", "client_intro"})
    about.pop("worksheets")
    about["facts"] = [
        {"text": fact.text, "sources": [sources()[ref] | {"ref": ref} for ref in fact.sources]}
        for fact in theme.facts
    ]
    return {
        "number": theme.number,
        "name": theme.name,
        "client_intro": theme.client_intro,
        "about": about,
    }
