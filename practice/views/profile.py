"""A colleague's own page, and which of her practices she is in just now."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice import sessions
from practice.access import for_member, for_staff
from practice.actions.practices import change_profile
from practice.actions.times import Times, change_times
from practice.forms import ProfileForm
from practice.middleware import wants_json
from practice.profile_forms import TimesForm


@require_http_methods(["GET", "POST"])
@for_staff
def profile(request: HttpRequest) -> HttpResponse:
    """Her name, her working days, and the ways to how she signs in."""
    actor = request.actor
    form = profile_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        had_name = bool(actor.user.name)
        change_profile(by=actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("practice:profile" if had_name else "practice:start")
    return page(request, form, times_form(request))


@require_POST
@for_staff
def times(request: HttpRequest) -> HttpResponse:
    """Her clock, the hour of her daily mail, and when reminders come to her clients."""
    if not request.actor.is_counselor:
        raise PermissionDenied
    form = times_form(request, request.POST)
    if not form.is_valid():
        return page(request, profile_form(request), form)
    change_times(by=request.actor, times=Times(**form.cleaned_data))
    messages.success(request, _("Saved."))
    return redirect("practice:profile")


def profile_form(request: HttpRequest, data: QueryDict | None = None) -> ProfileForm:
    """Her name and days as they are, or as she typed them."""
    actor = request.actor
    known = {"name": actor.user.name, "working_days": actor.membership.working_days}
    return ProfileForm(data, initial=known)


def times_form(request: HttpRequest, data: QueryDict | None = None) -> TimesForm:
    """Her hours as they are, or as she chose them."""
    return TimesForm(data, of=request.actor.membership, now=request.actor.now)


def page(request: HttpRequest, form: ProfileForm, times_form: TimesForm) -> HttpResponse:
    """The whole page; a form that needs another look keeps what was typed."""
    is_nameless = not request.actor.user.name
    context = {"form": form, "times_form": times_form, "is_nameless": is_nameless}
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
