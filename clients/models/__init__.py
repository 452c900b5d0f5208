"""Who is in care with whom, since when, and what was agreed."""

from clients.models.care import CareLink, Client, Flag
from clients.models.consent import Consent, ConsentText
from clients.models.dates import TenderDate
from clients.models.invitations import Invitation

__all__ = [
    "CareLink",
    "Client",
    "Consent",
    "ConsentText",
    "Flag",
    "Invitation",
    "TenderDate",
]
