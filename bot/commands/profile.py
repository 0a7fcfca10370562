"""`profile`: what people read of the bot before they write: description, short description and menu of commands (Telegram)."""

from __future__ import annotations

from pathlib import Path

from bot.channels.contract import SendError
from bot.channels.telegram import Telegram
from bot.config import ROOT, Settings
from bot.house import channels_of
from handlers import texts
from handlers.profile import COMMANDS


async def profile(settings: Settings) -> int:
    """Sets it at Telegram; nothing else is touched. Exit code 1 when Telegram did not take it."""
    overlay = Path(settings.office.texts) if settings.office.texts else None
    said = texts.load(ROOT / "texts", overlay)
    bots = [channel for channel in channels_of(settings).values() if isinstance(channel, Telegram)]
    if not bots:
        print("No Telegram bot is connected: SAMBUNG_TELEGRAM_TOKEN is empty.")
        return 1
    [bot] = bots
    try:
        await bot.introduce(
            said.say("profil.panjang", kantor=settings.office.name),
            said.say("profil.pendek", kantor=settings.office.name),
            {command: said[f"profil.perintah.{command}"] for command in COMMANDS},
        )
    except SendError as error:
        print(f"Telegram did not take it: {error.code}")
        return 1
    finally:
        await bot.close()
    print("The profile is set. Telegram shows it within some minutes.")
    return 0
