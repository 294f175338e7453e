"""What an operator sets: `svitlo.toml` beside the working folder, overridden by `SVITLO_…` variables."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

DEFAULT_DATABASE = "var/svitlo.db"


class Mail(BaseModel):
    """Where letters are handed over, and in whose name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    port: int = 587
    sender: str
    unsubscribe: str = Field(description="A mailto: or https: address to leave by.")
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    use_starttls: bool = True


class Recipient(BaseModel):
    """Someone who gets the daily digest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str
    lang: Literal["uk", "en"] = "uk"
    areas: tuple[str, ...] = Field(default=(), description="P-codes such as UA63; empty means the whole country.")


class Settings(BaseSettings):
    """Settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="SVITLO_", env_nested_delimiter="__", toml_file="svitlo.toml", extra="forbid"
    )

    database: str = Field(
        default=DEFAULT_DATABASE,
        description="Path of the private SQLite file, or a postgresql:// address. An absent file is created.",
    )
    out: Path = Field(default=Path("out"), description="Folder for artifacts. The store is never in it.")
    partner_tables: bool = Field(
        default=False, description="Whether the published tables hold what partners may see too, for svitlo_partner."
    )
    snapshot: Path = Field(
        default=Path("var/edition.json"),
        description="The last public edition, which the page shows when the store does not answer.",
    )
    sources: Path | None = Field(
        default=None, description="A folder of source files of your own, instead of those that ship with Svitlo."
    )
    geodata: Path = Field(
        default=Path("var/geodata/ua"), description="Folder of the synced versions of the place data."
    )
    geodata_weekly: bool = Field(
        default=False, description="Whether the scheduler syncs the place data every Monday; it is read at a start."
    )
    codab_url: str = Field(
        default="https://data.humdata.org/api/3/action/package_show?id=cod-ab-ukr",
        description="Listing of the official boundaries, or of a copy of them.",
    )
    geonames_url: str = Field(
        default="https://download.geonames.org/export/dump/UA.zip", description="Dump of GeoNames, or a copy of it."
    )
    uageo_url: str | None = Field(
        default=None,
        description="Table of ua-geo, if its points are wanted: they are OpenStreetMap's, so ODbL goes with them.",
    )
    population: Path | None = Field(
        default=None, description="A CSV of p-codes and numbers of people. Without it nobody knows how many live where."
    )
    contact: str = Field(
        default="operator-not-set@example.org",
        description="Address of the operator, sent to every source in the User-Agent.",
    )
    weather_url: str = Field(
        default="https://api.open-meteo.com/v1/forecast",
        description="Address of the weather service, or of a copy of it.",
    )
    mail: Mail | None = Field(
        default=None, description="The mail server; without it digests are only written to files."
    )
    recipients: tuple[Recipient, ...] = Field(default=(), description="Who gets the daily digest.")
    host: str = Field(default="127.0.0.1", description="Where the web page listens.")
    port: int = Field(default=8000, description="Its port.")
    weather_key: str | None = Field(default=None, description="Key of the paid weather service.", repr=False)
    log: Literal["json", "text"] | None = Field(
        default=None, description="How log lines are written; text on a terminal and JSON elsewhere by default."
    )
    metrics_for_all: bool = Field(
        default=False, description="Whether /metrics answers every client, and not only those on this machine."
    )
    keep_payloads_days: int = Field(default=30, ge=1, description="How long the bytes that sources gave are kept.")
    keep_texts_days: int = Field(default=365, ge=1, description="How long the texts of relevant reports are kept.")
    keep_irrelevant_days: int | None = Field(
        default=None, ge=1, description="How long hash and link of irrelevant reports are kept; for good by default."
    )
    keep_runs_days: int = Field(default=90, ge=1, description="How long the runs of the jobs are listed.")
    keep_temperatures_days: int | None = Field(
        default=None, ge=1, description="How long hourly temperatures are kept, by their hour; for good by default."
    )
    keys: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Keys and tokens of sources, by the name that a source's file gives them: SVITLO_KEYS__NAME.",
    )

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
