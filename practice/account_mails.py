"""Mails about an account: which of our letters each of allauth's becomes, in fixed words (M-01)."""

from django.utils.translation import gettext_lazy as _

# allauth's prefix -> our folder in templates/emails.
LETTERS = {
    "account/email/login_code": "sign_in_code",
    "account/email/password_reset_code": "reset_code",
    "account/email/email_confirmation": "confirm_address",
    "account/email/email_confirmation_signup": "confirm_address",
    "account/email/account_already_exists": "address_in_use",
    "account/email/email_changed": "address_changed",
}

# Everything else is a notice that something about the account changed (V6.3.7).
NOTICE = "account_changed"
CHANGES = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_reset": _("The password was set anew with a code."),
    "account/email/password_set": _("A password was set."),
    "account/email/email_confirm": _("This address was confirmed."),
    "account/email/email_deleted": _("An address was removed."),
    "mfa/email/totp_activated": _("An authenticator app was added."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made."),
}
SOMETHING = _("Something about how you sign in was changed.")


def letter_name(prefix: str) -> str:
    """The folder of our letter for allauth's prefix."""
    return LETTERS.get(prefix, NOTICE)


def change(prefix: str) -> str:
    """What changed, as a sentence."""
    return str(CHANGES.get(prefix, SOMETHING))
