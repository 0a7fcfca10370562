"""Profile: the words of the menu a network shows beside the field, each an always-word of the talk."""

from __future__ import annotations

from handlers.texts import Needed

COMMANDS = ("lapor", "status", "petugas", "darurat", "info", "bahasa", "bantuan")
SENTENCES: Needed = {f"profil.{key}": frozenset({"kantor"}) for key in ("pendek", "panjang")} | {
    f"profil.perintah.{command}": frozenset[str]() for command in COMMANDS
}
