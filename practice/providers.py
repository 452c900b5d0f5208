"""Mail through a provider's own interface instead of SMTP (django-anymail): who, and which keys.

Only those that let each mail say that nothing about it is watched (M-04), carry one opaque id of
ours, and tell us of mail that came back at an address of ours with proof that it is them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

SECRET_LETTERS = 20


@dataclass(frozen=True)
class Provider:
    """What django-anymail calls it, and the names of its settings there."""

    name: str
    keys: tuple[str, ...]
    # Where the provider signs what it tells us; otherwise it shows a name and a password.
    signing_key: str = ""

    @property
    def backend(self) -> str:
        """What sends through it."""
        return f"anymail.backends.{self.name.lower()}.EmailBackend"

    @property
    def listener(self) -> str:
        """What reads its news."""
        return f"anymail.webhooks.{self.name.lower()}.{self.name}TrackingWebhookView"


PROVIDERS = {
    "mailgun": Provider("Mailgun", ("MAILGUN_API_KEY",), "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailjet": Provider("Mailjet", ("MAILJET_API_KEY", "MAILJET_SECRET_KEY")),
    "postmark": Provider("Postmark", ("POSTMARK_SERVER_TOKEN",)),
    "sparkpost": Provider("SparkPost", ("SPARKPOST_API_KEY",)),
}


def chosen(name: str) -> Provider | None:
    """The provider of that name; None for SMTP. ImproperlyConfigured for one we do not know."""
    if name and name not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise ImproperlyConfigured(f"TEND_MAIL_PROVIDER must be one of {known}, or left empty.")
    return PROVIDERS.get(name)


def anymail(provider: Provider | None, environ: Mapping[str, str]) -> dict[str, object]:
    """django-anymail's settings. ImproperlyConfigured where a key or the secret is missing."""
    if provider is None:
        return {}
    keys = environ.get("TEND_MAIL_KEY", "").split(":", len(provider.keys) - 1)
    if len(keys) != len(provider.keys) or not all(keys):
        wanted = "two keys with a colon between them" if len(provider.keys) > 1 else "one key"
        raise ImproperlyConfigured(f"TEND_MAIL_KEY: {provider.name} takes {wanted}.")
    made: dict[str, object] = {
        **dict(zip(provider.keys, keys, strict=True)),
        **_listening(provider, environ.get("TEND_MAIL_SECRET", "")),
        # Nobody learns whether a mail was opened or a link was followed (M-04).
        "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
        "REQUESTS_TIMEOUT": (5, 15),
    }
    if region := environ.get("TEND_MAIL_API"):
        made[f"{provider.name.upper()}_API_URL"] = region
    return made


def _listening(provider: Provider, secret: str) -> dict[str, object]:
    """How news of the provider proves where it comes from. Without, anybody could stop mail."""
    if provider.signing_key and secret:
        return {provider.signing_key: secret}
    name, colon, password = secret.partition(":")
    if name and colon and len(password) >= SECRET_LETTERS:
        return {"WEBHOOK_SECRET": secret}
    what = "its signing key" if provider.signing_key else f"name:password, {SECRET_LETTERS} letters"
    raise ImproperlyConfigured(
        f"TEND_MAIL_SECRET must be {what}: it proves who says that a mail came back."
    )
