"""config.yml and the environment become one frozen Settings; nonsense is refused in a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import Field, SecretStr, ValidationError, create_model, field_validator
from sqlalchemy.engine import make_url

from bot.channels import sections
from bot.channels.contract import ChannelSettingsError
from bot.channels.section import Premises, Section
from bot.media.store import FileStore
from cases.errors import ConfigError

PREFIX = "SAMBUNG_"
ROOT = Path(__file__).resolve().parent.parent


class Office(Section):
    """Who this installation works for."""

    code: str = Field(default="32.09", pattern=r"^\d\d\.\d\d$")
    starter: str = "cirebon"
    name: str = "SLRT Kabupaten Cirebon (contoh)"
    timezone: str = "Asia/Jakarta"
    texts: str = ""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("is not a time zone of the IANA list") from error
        return value


class Server(Section):
    """Where the HTTP doors stand."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """The internet reaches us by https, so cookies are marked Secure."""
        return self.public_url.startswith("https://")


class DatabaseSection(Section):
    """Which database; empty url means SQLite in the data folder."""

    url: str = ""
    password: SecretStr = SecretStr("")


class Nlu(Section):
    """The Rasa service, and what may be learned from work."""

    enabled: bool = True
    lessons: bool = True


class Line(Section):
    """The durable line (ENGINE.md section 4)."""

    batch: int = Field(default=64, ge=1, le=512)
    per_conversation: int = Field(default=20, ge=1, le=200)
    reply_hours: int = Field(default=72, ge=1, le=720)


_Channels = create_model(
    "_Channels",
    __base__=Section,
    **{
        key: (kind.section, kind.section())
        for key, (_, kind) in sections().items()
        if kind.section is not Section
    },
)  # type: ignore[call-overload]
"""The part of each channel stands in its own file; the table of channels makes them settings."""


class Settings(_Channels):  # type: ignore[misc,valid-type]
    """Everything the operator decides, read once at the start."""

    data: Path = ROOT / "data"
    office: Office = Office()
    server: Server = Server()
    database: DatabaseSection = DatabaseSection()
    nlu: Nlu = Nlu()
    line: Line = Line()

    def of_channel(self, key: str) -> Section:
        """The part of one account of a channel; an empty one for a channel that has no settings."""
        section = getattr(self, key, None)
        return section if isinstance(section, Section) else Section()

    @property
    def files(self) -> FileStore:
        """Where photos, voice notes and papers lie, encrypted."""
        return FileStore(self.data / "berkas")

    @property
    def premises(self) -> Premises:
        """What the channels are lent."""
        return Premises(self.public_url, self.server.secure, self.files.get)

    @property
    def database_url(self) -> str:
        """With the password put in, if there is one."""
        if not self.database.url:
            return f"sqlite:///{self.data / 'sambung.db'}"
        url = make_url(self.database.url)
        if password := self.database.password.get_secret_value():
            url = url.set(password=password)
        return url.render_as_string(hide_password=False)

    @property
    def on_sqlite(self) -> bool:
        """One file and one writing process (DECISIONS 2)."""
        return self.database_url.startswith("sqlite")

    @property
    def public_url(self) -> str:
        """The address to print and to put into links, without a slash at the end."""
        return self.server.public_url.rstrip("/") or f"http://{self.server.host}:{self.server.port}"

    @property
    def models(self) -> Path:
        """Where trained NLU models lie."""
        return self.data / "models"

    @property
    def lessons(self) -> Path:
        """Where reviewed lessons are exported to; training reads them from there."""
        return self.data / "pelajaran"

    @property
    def regions(self) -> Path:
        """Where set-up put the region data."""
        return self.data / "wilayah"


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the file named by SAMBUNG_CONFIG and lay the environment over it.

    Raises ConfigError with every mistake in one text, one line each, naming the field.
    """
    file = Path(environment.get(f"{PREFIX}CONFIG", ROOT / "config.yml"))
    values = _from_file(file)
    _lay_over(values, _with_secret_files(environment))
    try:
        settings: Settings = Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_sentence(file, problem) for problem in error.errors())) from None
    _check_channels(settings)
    return settings


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such settings file (SAMBUNG_CONFIG names it)") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(part, dict) for part in values.values()):
        raise ConfigError(f"{file}: must be sections (office, server, ...) with settings below each")
    return values


def _with_secret_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Our variables; SAMBUNG_X_FILE stands for SAMBUNG_X with the content of that file."""
    ours = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in [name for name in ours if name.endswith("_FILE")]:
        try:
            ours[name.removesuffix("_FILE")] = Path(ours.pop(name)).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{name}: the file cannot be read: {error.strerror}") from None
    return ours


def _lay_over(values: dict[str, Any], variables: Mapping[str, str]) -> None:
    """SAMBUNG_SECTION_NAME beats the file; lists are written with commas."""
    for variable, value in variables.items():
        section, _, name = variable.removeprefix(PREFIX).lower().partition("_")
        if name[:1].isdecimal():  # SAMBUNG_GOWA_2_SECRET is of the section gowa_2
            number, _, name = name.partition("_")
            section = f"{section}_{number}"
        if variable in {f"{PREFIX}CONFIG", f"{PREFIX}TEST"}:
            continue
        if not name:
            values[section] = value
            continue
        part = values.setdefault(section, {})
        if isinstance(part, dict):
            is_list = name == "trusted_proxies"
            part[name] = [item.strip() for item in value.split(",") if item.strip()] if is_list else value


def _sentence(file: Path, problem: Any) -> str:
    """One mistake, without the value: it may be a secret."""
    return f"{file.name}: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"


def _check_channels(settings: Settings) -> None:
    """Every channel is built once for trial: nonsense is told before anything is opened."""
    mistakes: list[str] = []
    taken: set[tuple[str, str]] = set()
    for key, (name, kind) in sections().items():
        try:
            channel = kind.from_section(settings.of_channel(key), settings.premises)
        except ChannelSettingsError as error:
            mistakes.append(f"{key}: {error}" if key != name else str(error))
            continue
        if channel is not None and (name, channel.account) in taken:
            mistakes.append(f"{key}: is the same account as another section of {name}")
        elif channel is not None:
            taken.add((name, channel.account))
    names = [name for name, _ in taken]
    mistakes += [
        f"{name}: with several accounts each needs a name of its own (device, session)"
        for name, account in sorted(taken)
        if account == name and names.count(name) > 1
    ]
    if mistakes:
        raise ConfigError("\n".join(mistakes))
