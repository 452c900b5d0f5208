"""Encryption of what people write (H-04, V11): one door for models and views.

`SealedText` and `SealedJSON` are model fields; a client's keys are made, warmed, forgotten and
destroyed with the functions below. See `rings` for the installation's own keys.
"""

from practice.vault.errors import KeyDestroyed, NotSealable, RingNotLoaded, VaultError, WrongKey
from practice.vault.fields import SealedJSON, SealedText
from practice.vault.keys import create_keys, destroy_keys, forget, rewrap, warm
from practice.vault.texts import open_text, seal_text
from practice.vault.values import Sealed

__all__ = [
    "KeyDestroyed",
    "NotSealable",
    "RingNotLoaded",
    "Sealed",
    "SealedJSON",
    "SealedText",
    "VaultError",
    "WrongKey",
    "create_keys",
    "destroy_keys",
    "forget",
    "open_text",
    "rewrap",
    "seal_text",
    "warm",
]
