"""The rows that every other app stands on."""

from practice.models.audit import AuditEvent, AuditIntake, GuardDoor
from practice.models.deliveries import ChannelStop, Delivery, DispatchMark, Freeze
from practice.models.keys import WrappedKey
from practice.models.leave import Leave
from practice.models.offers import Offer
from practice.models.people import Icon, Membership, NotePolicy, Practice, User

__all__ = [
    "AuditEvent",
    "AuditIntake",
    "ChannelStop",
    "Delivery",
    "DispatchMark",
    "Freeze",
    "GuardDoor",
    "Icon",
    "Leave",
    "Membership",
    "NotePolicy",
    "Offer",
    "Practice",
    "User",
    "WrappedKey",
]
