"""What each flag on a file means and does, in plain words for staff (safety.md 2.4, rulings 11)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Flag

Kind = Flag.Kind


@dataclass(frozen=True)
class Mark:
    """One flag with what it changes."""

    kind: str
    means: str | Promise
    does: str | Promise

    @property
    def label(self) -> str:
        """Its name."""
        return str(Kind(self.kind).label)


MARKS = (
    Mark(
        Kind.SAFETY_TALK,
        _("You have talked with her about being safe."),
        _("Opens the sheets that ask for such a talk first."),
    ),
    Mark(
        Kind.HEAVY_OFF,
        _("Heavy sheets do not fit now."),
        _("Heavy sheets cannot be given. Open ones ask her to talk with you first."),
    ),
    Mark(
        Kind.CONTACT_OFF,
        _("Contact is refused, restrained, or does not fit now."),
        _("Steps toward contact are left out of her sheets."),
    ),
    Mark(
        Kind.HARMED,
        _("Somebody hurts or frightens her now."),
        _("Sheets that ask for patience or for her own part wait for a talk about being safe."),
    ),
    Mark(
        Kind.MINOR,
        _("Her child is under 18, or an adult who depends on others."),
        _("Reminds you that you lead here, and that a duty to report may apply."),
    ),
    Mark(
        Kind.BEREAVED,
        _("A death in the last three months, or her child has died."),
        _("Sheets about distance are the wrong ones. Work with the loss instead."),
    ),
    Mark(
        Kind.CAPACITY,
        _("She needs somebody beside her to use this well."),
        _("Sheets are for your sessions, or with support that you both agreed on."),
    ),
    Mark(
        Kind.COURT,
        _("A court order, the police or a child-protection case is in play."),
        _("Steps toward contact are left out of her sheets. What you write may become evidence."),
    ),
    Mark(
        Kind.SENT_BY_OTHERS,
        _("Family or a court asked her to come."),
        _("Reminds you to say once more who sees what, and that she may say no."),
    ),
)


def every() -> tuple[Mark, ...]:
    """All marks, in the order of the page."""
    return MARKS
