"""The front door: sends each person to the page where her day begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from practice import offers, sessions
from practice.access import public


@public
def start(request: HttpRequest) -> HttpResponse:
    """Home, Today, a supervisor's clients, the owner's practice, or else the sign-in.

    Who is asked to work somewhere reads that first; a colleague without a name is asked for it.
    """
    actor = request.actor
    if actor.user is None:
        return redirect("account_login")
    if sessions.LATER not in request.session and offers.waiting_for(actor.user, actor.now):
        return redirect("practice:offers")
    if actor.is_client:
        return redirect("worksheets:home")
    if actor.is_staff and not actor.user.name:
        return redirect("practice:profile")
    if actor.is_counselor:
        return redirect("worksheets:today")
    if actor.is_supervisor:  # who only reads has nothing on Today
        return redirect("clients:caseload")
    if actor.is_owner:
        return redirect("practice:overview")
    return TemplateResponse(request, "practice/no_practice.html")
