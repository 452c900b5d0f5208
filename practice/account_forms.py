"""allauth's forms in our words. No placeholders: labels stay when typing begins."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from practice.permissions import has_second_step, is_staff_anywhere

WRONG_CODE = _("That is not the code. Please look again, or ask for a new one.")
WRONG_APP_CODE = _(
    "That is not the code. Your app shows a new one every half minute: please type the one it "
    "shows now."
)
WRONG_RECOVERY_CODE = _(
    "That is not one of your recovery codes, or it was used before. Please look again."
)
PASSWORD_HELP = _("15 letters or more. A few words that belong together only for you work well.")


class ProofForm(forms.Form):
    """The code that proves it is still her (practice.proof)."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class Plain:
    """Takes placeholders and foreign help texts off, and gives each field our own label."""

    labels: dict[str, object] = {}  # noqa: RUF012 - read only
    helps: dict[str, object] = {}  # noqa: RUF012 - read only

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Typed once: whoever mistypes it signs in by code and sets it anew (WCAG 3.3.8).
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class Code(Plain):
    """A code from a mail or an app: letters as they come, no spelling help in between."""

    labels = {"code": _("Code")}  # noqa: RUF012 - read only

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = 40
        self.fields["code"].widget.attrs.update(
            {"autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        )


class SignIn(Plain, account.LoginForm):
    """An e-mail address or a sign-in name, with the password."""

    labels = {"login": _("E-mail or sign-in name"), "password": _("Password")}  # noqa: RUF012

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs.update(
            # "webauthn": the browser's list begins with her passkeys (rulings 21).
            {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        )


class RequestCode(Plain, account.RequestLoginCodeForm):
    """Where to send a sign-in code."""

    labels = {"email": _("E-mail")}  # noqa: RUF012 - read only


class RequestReset(Plain, account.ResetPasswordForm):
    """Where to send a code for a new password."""

    labels = {"email": _("E-mail")}  # noqa: RUF012 - read only


class EnterSignInCode(Code, account.ConfirmLoginCodeForm):
    """The code from the mail."""


class EnterResetCode(Code, account.ConfirmPasswordResetCodeForm):
    """The code from the mail."""


class EnterAddressCode(Code, account.ConfirmEmailVerificationCodeForm):
    """The code from the mail to the new address."""


class ResetPassword(Plain, account.ResetPasswordKeyForm):
    """A new password after a code."""

    labels = {"password1": _("New password")}  # noqa: RUF012 - read only
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 - read only


class SetPassword(Plain, account.SetPasswordForm):
    """A first password."""

    labels = {"password1": _("Password")}  # noqa: RUF012 - read only
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 - read only


class ChangePassword(Plain, account.ChangePasswordForm):
    """Another password."""

    labels = {"oldpassword": _("Password now"), "password1": _("New password")}  # noqa: RUF012
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 - read only


class ChangeAddress(Plain, account.AddEmailForm):
    """Another e-mail address; it counts once its code came back (M-09)."""

    labels = {"email": _("New e-mail")}  # noqa: RUF012 - read only


class ConfirmByPassword(Plain, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": _("Password")}  # noqa: RUF012 - read only


class FactorCode(Code):
    """A code from the app or a recovery code, named after what this account really has."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        owned = Authenticator.objects.filter(user=self.user)
        kinds = set(owned.values_list("type", flat=True))
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_recovery_codes = Authenticator.Type.RECOVERY_CODES in kinds
        if not self.has_app:
            self.fields["code"].label = _("Recovery code")

    def clean_code(self) -> str:
        """The code. ValidationError in words that fit, for who has no app."""
        try:
            return super().clean_code()
        except forms.ValidationError as wrong:
            if self.has_app or wrong.code != "incorrect_code":
                raise
            raise forms.ValidationError(WRONG_RECOVERY_CODE, code=wrong.code) from wrong


class EnterFactor(FactorCode, factors.AuthenticateForm):
    """The second step of a sign-in."""


class ConfirmByFactor(FactorCode, factors.ReauthenticateForm):
    """The second step once more, before something that matters."""


class ActivateApp(Code, ActivateTOTPForm):
    """The first code, which shows that the app has understood."""

    labels = {"code": _("Code that the app shows")}  # noqa: RUF012 - read only


class AddPasskey(Plain, AddWebAuthnForm):
    """A passkey that signs in by itself."""

    labels = {"name": _("A name for this passkey")}  # noqa: RUF012 - read only
    helps = {"name": _("For example the device it is on.")}  # noqa: RUF012 - read only

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        has_one = has_second_step(self.user)
        self.brings_second_step = not has_one and is_staff_anywhere(self.user)
        self.is_another_way = not has_one and not self.brings_second_step
        # Always one that signs in without a password: that is what it is for (rulings 21).
        self.fields["passwordless"].widget = forms.CheckboxInput(
            attrs={"checked": True, "hidden": True, "aria-hidden": "true", "tabindex": "-1"}
        )


class NamePasskey(Plain, EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Name")}  # noqa: RUF012 - read only
