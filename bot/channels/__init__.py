"""The table of channels: name -> class, one line each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.console import Console
from bot.channels.contract import Channel
from bot.channels.fonnte import Fonnte
from bot.channels.gowa import Gowa
from bot.channels.telegram import Telegram
from bot.channels.wacloud import WaCloud
from bot.channels.waha import Waha
from bot.channels.webchat import WebChat

CHANNELS: Mapping[str, type[Channel]] = {
    "console": Console,
    "webchat": WebChat,
    "telegram": Telegram,
    "gowa": Gowa,
    "wacloud": WaCloud,
    "waha": Waha,
    "fonnte": Fonnte,
}
