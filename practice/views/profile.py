"""A colleague's own page, and which of her practices she is in just now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice import sessions
from practice.access import for_member, for_staff
from practice.actions.practices import change_profile
from practice.forms import ProfileForm
from practice.middleware import wants_json


@require_http_methods(["GET", "POST"])
@for_staff
def profile(request: HttpRequest) -> HttpResponse:
    """Her name, her working days, and the ways to how she signs in."""
    actor = request.actor
    known = {"name": actor.user.name, "working_days": actor.membership.working_days}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        had_name = bool(actor.user.name)
        change_profile(by=actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("practice:profile" if had_name else "practice:start")
    context = {"form": form, "is_nameless": not known["name"]}
    return TemplateResponse(request, "practice/profile.html", context)


@require_http_methods(["GET", "POST"])
@for_member
def session(request: HttpRequest) -> HttpResponse:
    """How many seconds are left; a post is a sign of life, a quiet look is not (I-13)."""
    left = sessions.seconds_left(request.session, request.actor.now)
    if not wants_json(request):
        return redirect("practice:start")
    return JsonResponse({"seconds": left})


@require_POST
@for_member
def switch(request: HttpRequest) -> HttpResponse:
    """Changes to another of her own memberships for this session."""
    chosen = request.POST.get("membership", "")
    if chosen not in {str(membership.pk) for membership in request.memberships}:
        raise Http404
    request.session[sessions.ACTIVE] = chosen
    return redirect("practice:start")
