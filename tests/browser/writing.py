"""A page to write on, as small as it can be: two fields, a form that stops, the help panels."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from practice.access import public
from practice.urls import urlpatterns as house

PAGE = """
{% extends "base_client.html" %}
{% block main %}
  <h1>Writing</h1>
  <form method="post" action="/writing/">{% csrf_token %}
    <label for="words">Words</label><textarea id="words" name="words" data-help-check></textarea>
    <div data-answer="short"><label for="short">A line</label>
      <input type="text" id="short" name="short"></div>
    <label for="other">Not looked at</label><input type="text" id="other" name="other">
    <button name="go" value="next">Next</button>
    <button name="go" value="stop">Save and stop</button>
  </form>
{% endblock %}
{% block extra_body %}{% include "worksheets/components/_help_panel.html" %}{% endblock %}
"""


@public
def writing(request: HttpRequest) -> HttpResponse:
    """The page; what is posted comes back as plain text."""
    if request.method == "POST":
        return HttpResponse(f"{request.POST['go']}: {request.POST['words']}", "text/plain")
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"counselor": "Ana", "leave_fast": True}, request))


urlpatterns = [path("writing/", writing), *house]
