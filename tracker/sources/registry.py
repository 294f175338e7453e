"""The register of sources: one TOML file each."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from geodata.places import Place
from tracker.errors import NotConfigured
from tracker.model import Role, Source, Tier
from tracker.sources.connectors import CONNECTORS
from tracker.sources.connectors.acled import NEVER_PUBLISHED
from tracker.sources.kinds import INTERNAL, find_wrong_option, is_place_option, rule_of
from tracker.sources.voices import FILE as VOICES

FOLDER = "file:"  # of the address of a source that is a folder
MOST_TRUST_IN_OCCUPIERS = 0.3


class SourceFile(BaseModel):
    """What a source file may say. The source's id is the name of its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    publisher: str = Field(min_length=1)
    publisher_uk: str | None = None
    url: str = Field(pattern=r"^(?:https?://[^/\s]+|file:[\w.-][\w./-]*$)")
    homepage: str | None = Field(default=None, pattern=r"^https?://[^/\s]+")
    note: str | None = None
    role: Role
    languages: tuple[str, ...] = Field(min_length=1)
    home_place_id: str | None = None
    area_place_ids: tuple[str, ...] = ()
    trust: float = Field(default=0.5, ge=0, le=1)
    licence: str | None = None
    time_zone: str = "Europe/Kyiv"
    interval_minutes: int = Field(default=15, ge=1)
    least_reports_per_week: int | None = Field(default=None, ge=1)
    most_reports_per_day: int | None = Field(default=None, ge=1)
    key: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    options: dict[str, str] = Field(default_factory=dict)
    is_enabled: bool = True
    publish: bool = True
    tier: Tier = Tier.PUBLIC
    store_text: bool = True
    keep_payload: bool = True
    is_synthetic: bool = False

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        kinds = sorted(CONNECTORS.keys() - INTERNAL)
        if kind not in kinds:
            message = f"no connector reads {kind!r}; use one of {', '.join(kinds)}"
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

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        rule = rule_of(self.kind)
        wrong = find_wrong_option(self.kind, self.options)
        if wrong is None and rule.needs_key and self.key is None:
            wrong = f"key `key` is missing; name the setting that holds the key or account of {self.kind}"
        if (
            wrong is None
            and rule.needs_place
            and not self.home_place_id
            and not any(map(is_place_option, self.options))
        ):
            wrong = "key `home_place_id` is missing; name the area that the timetable is for"
        if wrong is None and self.role == Role.OCCUPATION_AUTHORITY and self.trust > MOST_TRUST_IN_OCCUPIERS:
            wrong = (
                f"key `trust`: an occupation authority is trusted with at most {MOST_TRUST_IN_OCCUPIERS:g}; lower it"
            )
        if wrong is not None:
            raise ValueError(wrong)
        return self


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Read every `*.toml` of a folder, by name; that of the voices which cannot be read is no source.

    Raises:
        NotConfigured: the folder is missing, a file is wrong, or two name one address; the message names file, key
            and remedy.
    """
    if not folder.is_dir():
        raise NotConfigured(str(folder), "no such folder; source files belong there, one TOML file each")
    sources = tuple(read_source(path) for path in sorted(folder.glob("*.toml")) if path.name != VOICES)
    _refuse_twins(sources)
    return sources


def read_source(path: Path) -> Source:
    """Read one source file. What must never be published is not, whatever the file says.

    Raises:
        NotConfigured: the file is no TOML, or a key is missing, unknown or wrong.
    """
    try:
        table = SourceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotConfigured(path.name, f"no valid TOML ({error}); correct that line") from error
    except ValidationError as error:
        raise NotConfigured(path.name, _explain(error)) from error
    values = table.model_dump()
    return Source(**values | {"source_id": path.stem, "publish": table.publish and table.kind not in NEVER_PUBLISHED})


def check_places(sources: Sequence[Source], places: Mapping[str, Place]) -> None:
    """Refuse a source whose home, areas or options name no place of the gazetteer: nothing it tells would match.

    Raises:
        NotConfigured: one does; the message names file, key and remedy.
    """
    for source in sources:
        for key, place_id in _named_places(source):
            if place_id not in places:
                file = f"{source.source_id}.toml"
                raise NotConfigured(file, f"key `{key}`: {_explain_place(place_id, places)}")


def _named_places(source: Source) -> Iterator[tuple[str, str]]:
    if source.home_place_id is not None:
        yield "home_place_id", source.home_place_id
    for place_id in source.area_place_ids:
        yield "area_place_ids", place_id
    for name, value in source.options.items():
        if is_place_option(name):
            yield f"options.{name}", value


def _explain_place(place_id: str, places: Mapping[str, Place]) -> str:
    oblast = next(
        (place for place in places.values() if place.adm1_pcode == place_id and place.parent_id == "UA"), None
    )
    if oblast is not None:
        return f"{place_id!r} is a p-code; write {oblast.place_id!r}, the id of {oblast.name_en}"
    return f"{place_id!r} is no id of a place; `svitlo locate NAME` shows the one to write"


def _refuse_twins(sources: Sequence[Source]) -> None:
    """A folder may give files of several kinds; a web address is one source's own."""
    by_address: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        is_folder = source.url.startswith(FOLDER)
        by_address[f"{source.kind} {source.url}" if is_folder else _fold_address(source.url)].append(source.source_id)
    for first, second, *_ in (names for names in by_address.values() if len(names) > 1):
        file = f"{second}.toml"
        raise NotConfigured(file, f"key `url`: {first}.toml has the same address; remove one of them")


def _fold_address(url: str) -> str:
    return url.partition("://")[2].rstrip("/").casefold()


def _explain(error: ValidationError) -> str:
    """Name the first wrong key and what to do about it."""
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    key = ".".join(map(str, first["loc"]))
    match first["type"]:
        case _ if not key:
            return message
        case "missing":
            return f"key `{key}` is missing; add it"
        case "extra_forbidden":
            return (
                f"key `{key}` is unknown; remove it or correct its name. Keys are {', '.join(SourceFile.model_fields)}"
            )
        case _:
            return f"key `{key}`: {message}; correct it"
