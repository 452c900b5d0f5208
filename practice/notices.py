"""The words above the next page ("Saved."), kept in the session and sealed: some name a client.

A cookie would carry them on the device, and the session's row in the database, for anybody to read.
"""

from uuid import NAMESPACE_URL, uuid5

from django.contrib.messages.storage.session import SessionStorage

from practice import vault

# One data key for the words of the whole installation, apart from every client's.
NOTICES = uuid5(NAMESPACE_URL, "tend:notices")
PLACE = "session.messages"


class SealedStorage(SessionStorage):
    """Django's storage in the session, under a key of the installation."""

    def serialize_messages(self, messages: list) -> str:
        """The messages, sealed."""
        text = super().serialize_messages(messages)
        return vault.seal_text(text, subject=NOTICES, purpose="care", place=PLACE)

    def deserialize_messages(self, data: str | None) -> list | None:
        """The messages. What cannot be opened any more is not shown: it was only a word."""
        if not isinstance(data, str):
            return None
        try:
            text = vault.open_text(data, subject=NOTICES, purpose="care", place=PLACE)
        except vault.VaultError:
            return None
        return super().deserialize_messages(text)
