"""My work: everything that she ever wrote, and her own charts."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from practice.access import for_client
from worksheets import charts as own_charts
from worksheets import my_work as work
from worksheets.forms.my_work import WorkFilter
from worksheets.views.mine.scope import help_for, herself, people_of


@for_client
def my_work(request: HttpRequest) -> HttpResponse:
    """All that she wrote, did or set aside, by theme or by time, and the kinds she asks for."""
    client, actor = herself(request), request.actor
    form = WorkFilter(request.GET, work.themes_of(actor))
    wanted = form.wanted()
    by_theme = request.GET.get("by") == "theme"
    rounds = work.matching(work.all_rounds(actor), **wanted)
    rounds = work.by_theme(rounds) if by_theme else rounds
    page = Paginator(rounds, work.PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "client": client,
        "page_obj": page,
        "listed": work.listed(actor, client, page.object_list),
        "by_theme": by_theme,
        "form": form,
        "is_narrowed": any(wanted.values()),
    }
    shown |= people_of(request, client) | help_for(request, client)
    return TemplateResponse(request, "worksheets/my_work.html", shown)


@for_client
def charts(request: HttpRequest) -> HttpResponse:
    """Her own lines, private points among them. Nobody else opens this page."""
    client = herself(request)
    shown = {"client": client, "charts": own_charts.charts_of(request.actor, client)}
    shown |= people_of(request, client) | help_for(request, client)
    return TemplateResponse(request, "worksheets/my_charts.html", shown)
