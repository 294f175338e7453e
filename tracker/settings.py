"""What an operator sets: `svitlo.toml` beside the working folder, overridden by `SVITLO_…` variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

DEFAULT_DATABASE = "var/svitlo.db"


class Settings(BaseSettings):
    """Settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="SVITLO_", toml_file="svitlo.toml", extra="forbid")

    database: str = Field(
        default=DEFAULT_DATABASE,
        description="Path of the private SQLite file, or a postgresql:// address. An absent file is created.",
    )
    out: Path = Field(default=Path("out"), description="Folder for artifacts. The store is never in it.")
    contact: str = Field(
        default="operator-not-set@example.org",
        description="Address of the operator, sent to every source in the User-Agent.",
    )
    weather_url: str = Field(
        default="https://api.open-meteo.com/v1/forecast",
        description="Address of the weather service, or of a copy of it.",
    )
    weather_key: str | None = Field(default=None, description="Key of the paid weather service.", repr=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let arguments win over the environment, and the environment over the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
