"""What can go wrong in Sambung, by name; every other exception is a bug."""

from __future__ import annotations


class SambungError(Exception):
    """Something Sambung itself refuses or could not do."""


class Refused(SambungError):
    """A rule of the Dinas says no. `key` names the sentence (texts/panel.yml or texts/*.yml) that explains it."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Stale(SambungError):
    """Somebody else changed the case since it was read."""


class NotFound(SambungError):
    """There is no such thing, or the viewer may not know that there is."""


class ConfigError(SambungError):
    """The settings, the keys or the database cannot be used as they are; the text says what to mend."""
