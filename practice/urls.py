"""All addresses: clients under /my/, staff under /today/, /caseload/, /library/, /practice/."""

from django.urls import include, path

from practice.views import account

urlpatterns = [
    path("", include("practice.site_urls")),
    path("", include("clients.urls")),
    path("", include("worksheets.urls")),
    # In front of allauth's own: a colleague keeps her last second step.
    path(
        "account/2fa/webauthn/keys/<int:pk>/remove/",
        account.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    # And a client with nothing but a passkey has no recovery codes: nothing would ask for them.
    path("account/2fa/", account.ways_in, name="mfa_index"),
    path("account/2fa/webauthn/add/", account.add_passkey, name="mfa_add_webauthn"),
    path("account/2fa/totp/deactivate/", account.remove_app, name="mfa_deactivate_totp"),
    path("account/", include("allauth.urls")),
]

handler400 = "practice.views.errors.bad_request"
handler403 = "practice.views.errors.forbidden"
handler404 = "practice.views.errors.not_found"
handler429 = "practice.views.errors.too_many"
handler500 = "practice.views.errors.server_error"
