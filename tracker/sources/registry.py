"""The register of sources: one TOML file each."""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tracker.errors import NotConfigured
from tracker.model import Role, Source, Tier
from tracker.sources.connectors import CONNECTORS


class SourceFile(BaseModel):
    """What a source file may say. The source's id is the name of its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    publisher: str = Field(min_length=1)
    publisher_uk: str | None = None
    url: str = Field(pattern=r"^(?:https?://[^/\s]+|file:[\w.-][\w./-]*$)")
    role: Role
    languages: tuple[str, ...] = Field(min_length=1)
    home_place_id: str | None = None
    trust: float = Field(default=0.5, ge=0, le=1)
    licence: str | None = None
    time_zone: str = "Europe/Kyiv"
    interval_minutes: int = Field(default=15, ge=1)
    key: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    options: dict[str, str] = Field(default_factory=dict)
    is_enabled: bool = True
    publish: bool = True
    tier: Tier = Tier.PUBLIC
    store_text: bool = True
    is_synthetic: bool = False

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in CONNECTORS:
            message = f"no connector reads {kind!r}; use one of {', '.join(sorted(CONNECTORS))}"
            raise ValueError(message)
        return kind

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, time_zone: str) -> str:
        try:
            ZoneInfo(time_zone)
        except (KeyError, ValueError) as error:
            message = f"no time zone {time_zone!r}; use a name such as Europe/Kyiv"
            raise ValueError(message) from error
        return time_zone


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Read every `*.toml` of a folder, by name.

    Raises:
        NotConfigured: the folder is missing, or a file is wrong; the message names file, key and remedy.
    """
    if not folder.is_dir():
        raise NotConfigured(str(folder), "no such folder; source files belong there, one TOML file each")
    return tuple(read_source(path) for path in sorted(folder.glob("*.toml")))


def read_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        NotConfigured: the file is no TOML, or a key is missing, unknown or wrong.
    """
    try:
        table = SourceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotConfigured(path.name, f"no valid TOML ({error}); correct that line") from error
    except ValidationError as error:
        raise NotConfigured(path.name, _explain(error)) from error
    return Source(source_id=path.stem, **table.model_dump())


def _explain(error: ValidationError) -> str:
    """Name the first wrong key and what to do about it."""
    first = error.errors(include_url=False)[0]
    key = ".".join(map(str, first["loc"])) or "the file"
    match first["type"]:
        case "missing":
            return f"key `{key}` is missing; add it"
        case "extra_forbidden":
            return (
                f"key `{key}` is unknown; remove it or correct its name. Keys are {', '.join(SourceFile.model_fields)}"
            )
        case _:
            return f"key `{key}`: {first['msg'].removeprefix('Value error, ')}; correct it"
