from django.http import HttpRequest, HttpResponse

from practice.access import public


@public
def welcome(request: HttpRequest, token: str) -> HttpResponse: ...
@public
def accept(request: HttpRequest, token: str) -> HttpResponse: ...
