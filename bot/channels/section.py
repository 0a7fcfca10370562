"""What an operator decides about a channel: its part of config.yml, and what the house lends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One part of config.yml: no unknown names, no change after the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Premises:
    """What every channel may ask of the house it is built in."""

    public_url: str
    secure: bool
    """The internet reaches us by https."""
    uploads: Callable[[str], bytes]
    """The bytes of a file that was uploaded to our own page. Raises OSError."""
