"""The table of channels: name -> class, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol

from bot.channels.console import Console
from bot.channels.contract import Channel
from bot.channels.email import Email
from bot.channels.fonnte import Fonnte
from bot.channels.gowa import Gowa
from bot.channels.section import Premises, Section
from bot.channels.telegram import Telegram
from bot.channels.wacloud import WaCloud
from bot.channels.waha import Waha
from bot.channels.webchat import WebChat


class Kind(Channel, Protocol):
    """What the table asks of a channel besides: its part of the settings, and how it is built of it."""

    section: ClassVar[type[Section]]

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Channel | None: ...


CHANNELS: Mapping[str, type[Kind]] = {
    "console": Console,
    "webchat": WebChat,
    "telegram": Telegram,
    "gowa": Gowa,
    "wacloud": WaCloud,
    "waha": Waha,
    "fonnte": Fonnte,
    "email": Email,
}

ALONE = frozenset({"console", "webchat"})
"""Channels of the house itself: there is one of each."""
SEVERAL = 3
"""Accounts an office may have at one network (p)."""


def sections() -> dict[str, tuple[str, type[Kind]]]:
    """Key -> (name, class) of every account there can be: gowa, gowa_2, gowa_3, ..."""
    keys = {
        name: [name] if name in ALONE else [name, *(f"{name}_{n}" for n in range(2, SEVERAL + 1))]
        for name in CHANNELS
    }
    return {key: (name, CHANNELS[name]) for name, of_name in keys.items() for key in of_name}
