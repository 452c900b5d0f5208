"""The tag that every form with room for words carries."""

from uuid import UUID

from django import template
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from practice import holding

register = template.Library()


@register.simple_tag(takes_context=True)
def slip(
    context: RequestContext,
    form: str,
    client_id: UUID | None,
    *place: object,
    purpose: str = "",
) -> SafeString:
    """`{% slip "reply" client.pk assignment.pk %}`: its words outlive the session (rulings 43).

    After the form's name whose words or about whom, and then which thing the form is of; `purpose`
    where they wait under another key than words of that side do.
    """
    of = "/".join(map(str, place))
    signed = holding.slip_for(context.request, form, of, client_id, purpose=purpose)
    return format_html('<input type="hidden" name="slip" value="{}" autocomplete="off">', signed)
