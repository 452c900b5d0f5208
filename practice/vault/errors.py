"""What the vault raises.

None of these is an AttributeError, LookupError, TypeError or ValueError where a row is read: Django
templates swallow those, and a sealed value that cannot be opened must never look like an empty one.
"""


class VaultError(Exception):
    """Something sealed could not be sealed or opened."""


class RingNotLoaded(VaultError):  # noqa: N818
    """This process does not hold the key ring, by design (V-06) or because its file is missing."""


class WrongKey(VaultError):  # noqa: N818
    """The ciphertext does not belong to this row, column, client or key, or was altered."""


class KeyDestroyed(VaultError):  # noqa: N818
    """The client was erased: her keys are gone, and none is made again (rulings 7)."""


class NotSealable(VaultError):  # noqa: N818
    """The row has no UUID or no client yet, or the value is too long or of the wrong kind."""
