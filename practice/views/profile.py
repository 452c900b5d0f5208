"""A colleague's own page, and which of her practices she is in just now."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice import sessions
from practice.access import Actor, for_member, for_staff
from practice.actions.practices import change_profile
from practice.actions.times import Times, change_times
from practice.forms import ProfileForm
from practice.middleware import wants_json
from practice.profile_forms import HOURS, CounselorForm


@require_http_methods(["GET", "POST"])
@for_staff
def profile(request: HttpRequest) -> HttpResponse:
    """Her name, her days and hours in one form, and the ways to how she signs in."""
    actor = request.actor
    form = profile_form(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        had_name = bool(actor.user.name)
        save(actor, form)
        messages.success(request, _("Saved."))
        return redirect("practice:profile" if had_name else "practice:start")
    context = {"form": form, "is_nameless": not actor.user.name}
    return TemplateResponse(request, "practice/profile.html", context)


def profile_form(actor: Actor, data: QueryDict | None) -> ProfileForm:
    """What she says of herself, as it is or as she typed it; hours where she has a caseload."""
    known = {"name": actor.user.name, "working_days": actor.membership.working_days}
    if not actor.is_counselor:
        return ProfileForm(data, initial=known)
    return CounselorForm(data, initial=known, of=actor.membership, now=actor.now)


@transaction.atomic
def save(actor: Actor, form: ProfileForm) -> None:
    """All of it or nothing."""
    wanted = form.cleaned_data
    change_profile(by=actor, name=wanted["name"], working_days=wanted["working_days"])
    if isinstance(form, CounselorForm) and form.has_hours():
        change_times(by=actor, times=Times(**{name: wanted[name] for name in HOURS}))


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
