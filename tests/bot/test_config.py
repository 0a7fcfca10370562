from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from bot import config
from bot.channels.section import Section
from bot.config import Settings
from bot.house import channels_of
from cases.errors import ConfigError


def a_file(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "config.yml"
    file.write_text(text, encoding="utf-8")
    return {"SAMBUNG_CONFIG": str(file)}


class TestLoad:
    def test_the_shipped_file_holds_the_defaults_of_the_code(self) -> None:
        assert config.load({}) == Settings()

    def test_a_variable_beats_the_file(self, tmp_path: Path) -> None:
        environment = a_file(tmp_path, "server: {port: 1111, host: 0.0.0.0}")

        settings = config.load({**environment, "SAMBUNG_SERVER_PORT": "2222"})

        assert (settings.server.port, settings.server.host) == (2222, "0.0.0.0")  # noqa: S104

    def test_a_name_with_underscores_reaches_its_setting(self) -> None:
        settings = config.load({"SAMBUNG_TELEGRAM_API_BASE": "http://127.0.0.1:1"})

        assert settings.of_channel("telegram").api_base == "http://127.0.0.1:1"  # type: ignore[attr-defined]

    def test_a_secret_may_lie_in_a_file(self, tmp_path: Path) -> None:
        secret = tmp_path / "token"
        secret.write_text("12:abc\n", encoding="utf-8")

        settings = config.load({"SAMBUNG_TELEGRAM_TOKEN_FILE": str(secret)})

        assert settings.of_channel("telegram").token.get_secret_value() == "12:abc"  # type: ignore[attr-defined]
        assert "12:abc" not in repr(settings)

    def test_the_data_folder_has_a_variable_of_its_own(self, tmp_path: Path) -> None:
        settings = config.load({"SAMBUNG_DATA": str(tmp_path)})

        assert settings.database_url == f"sqlite:///{tmp_path}/sambung.db"

    def test_the_database_password_is_put_into_the_url(self) -> None:
        settings = config.load(
            {"SAMBUNG_DATABASE_URL": "postgresql://slrt@db/slrt", "SAMBUNG_DATABASE_PASSWORD": "p@ss"}
        )

        assert settings.database_url == "postgresql://slrt:p%40ss@db/slrt"
        assert not settings.on_sqlite


class TestMistakes:
    def test_several_are_listed_together_with_their_fields(self, tmp_path: Path) -> None:
        environment = a_file(tmp_path, "server: {port: 99999}\noffice: {timezone: Mars/Base}\nlain: {a: 1}")

        with pytest.raises(ConfigError) as refusal:
            config.load(environment)

        text = str(refusal.value)
        assert "server.port" in text
        assert "office.timezone" in text
        assert "lain" in text

    def test_a_refused_secret_is_not_shown(self) -> None:
        with pytest.raises(ConfigError) as refusal:
            config.load({"SAMBUNG_GOWA_API_BASE": "http://127.0.0.1:3000", "SAMBUNG_GOWA_SECRET": "pendek"})

        assert "gowa.secret" in str(refusal.value)
        assert "pendek" not in str(refusal.value)

    @pytest.mark.parametrize("text", ["- a\n- b", "server: 3", "server: [", "\x00"])
    def test_a_file_of_another_shape_is_refused_in_a_sentence(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(ConfigError, match="config"):
            config.load(a_file(tmp_path, text))

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="there is no such settings file"):
            config.load({"SAMBUNG_CONFIG": str(tmp_path / "none.yml")})

    def test_a_webhook_without_https_is_refused(self) -> None:
        with pytest.raises(ConfigError, match="https"):
            config.load({"SAMBUNG_TELEGRAM_TOKEN": "1:a", "SAMBUNG_TELEGRAM_MODE": "webhook"})


class TestSeveralAccounts:
    FIRST: ClassVar = {
        "SAMBUNG_GOWA_API_BASE": "http://127.0.0.1:3000",
        "SAMBUNG_GOWA_SECRET": "a" * 32,
        "SAMBUNG_GOWA_DEVICE": "628111",
    }
    SECOND: ClassVar = {
        "SAMBUNG_GOWA_2_API_BASE": "http://127.0.0.1:3000",
        "SAMBUNG_GOWA_2_SECRET": "b" * 32,
        "SAMBUNG_GOWA_2_DEVICE": "628222",
    }

    def test_a_second_number_is_a_section_with_a_number(self) -> None:
        built = channels_of(config.load({**self.FIRST, **self.SECOND}))

        assert [(key, built[key].name, built[key].account) for key in ("gowa", "gowa_2")] == [
            ("gowa", "gowa", "628111"), ("gowa_2", "gowa", "628222"),
        ]  # fmt: skip

    def test_the_same_account_twice_is_refused(self) -> None:
        with pytest.raises(ConfigError, match="gowa_2: is the same account"):
            config.load({**self.FIRST, **self.SECOND, "SAMBUNG_GOWA_2_DEVICE": "628111"})

    def test_one_that_hears_every_device_may_not_have_a_neighbour(self) -> None:
        with pytest.raises(ConfigError, match="each needs a name of its own"):
            config.load({**self.FIRST, **self.SECOND, "SAMBUNG_GOWA_DEVICE": ""})

    def test_a_mistake_names_its_section(self) -> None:
        with pytest.raises(ConfigError, match=r"gowa_2: gowa\.secret"):
            config.load({**self.FIRST, **self.SECOND, "SAMBUNG_GOWA_2_SECRET": "pendek"})

    def test_there_is_one_web_chat(self) -> None:
        with pytest.raises(ConfigError, match="webchat_2"):
            config.load({"SAMBUNG_WEBCHAT_2_ENABLED": "true"})


class TestTheCommentedFile:
    def test_every_plain_setting_stands_in_it_and_secrets_do_not(self) -> None:
        file = yaml.safe_load((config.ROOT / "config.yml").read_text(encoding="utf-8"))

        for section, part in Settings.model_fields.items():
            if section[-2:] in {"_2", "_3"}:  # another account: the same settings
                continue
            if not (isinstance(part.annotation, type) and issubclass(part.annotation, Section)):
                continue
            plain = {
                name
                for name, setting in part.annotation.model_fields.items()
                if "SecretStr" not in str(setting.annotation)
            }
            assert set(file[section]) == plain
