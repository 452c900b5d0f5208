"""Who is in care with whom, since when, and what was agreed."""

from clients.models.care import CareLink, CareLinkQuerySet, Client, Flag
from clients.models.consent import Consent, ConsentText, Layer
from clients.models.contact import Contact
from clients.models.dates import TenderDate
from clients.models.invitations import Invitation

__all__ = [
    "CareLink",
    "CareLinkQuerySet",
    "Client",
    "Consent",
    "ConsentText",
    "Contact",
    "Flag",
    "Invitation",
    "Layer",
    "TenderDate",
]
