"""Parts about people that pages of other apps show: `{% load people %}`."""

from collections.abc import MutableMapping

from django import template

from clients import agreements
from clients.forms.caseload import SessionForm
from clients.models import Client, ConsentText
from practice.access import Actor

register = template.Library()


@register.inclusion_tag("clients/_session_form.html", takes_context=True)
def session_form(context: MutableMapping[str, object], client: Client) -> dict[str, object]:
    """`{% session_form client %}`: sets, moves or takes off the next session."""
    actor: Actor = context["actor"]  # type: ignore[assignment]
    zone = actor.practice.zone  # type: ignore[union-attr]
    at = client.next_session_at
    at = at.astimezone(zone) if at and at > actor.now else None
    initial = {"session_on": at.date(), "session_time": at.time()} if at else {}
    form = SessionForm(initial=initial, zone=zone, now=actor.now)
    return {"client": client, "form": form, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("clients/_agreement.html")
def agreement_words(text: ConsentText) -> dict[str, object]:
    """`{% agreement_words text %}`: what is agreed to, with headings one level below the page's."""
    return {"blocks": list(agreements.blocks(text.body))}
