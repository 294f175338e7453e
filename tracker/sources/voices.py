"""Official voices that speak and cannot be read: their silence here means nothing."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.errors import NotConfigured
from tracker.model import OFFICIAL_ROLES, Role, UnreadVoice

FILE = "voices.toml"

Text = Annotated[str, Field(min_length=1)]


class _Voice(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    place_id: Text
    name: Text
    name_uk: Text
    role: Role
    medium: Text
    url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+")


class _VoicesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    media: dict[str, Text] = Field(description="Why what is said through a medium cannot be read.")
    voice: tuple[_Voice, ...]


def load_voices(folder: Path) -> tuple[UnreadVoice, ...]:
    """Read the file of a folder of sources; without one, no voice is known to be unread.

    Raises:
        NotConfigured: it is no TOML, a key is missing, unknown or wrong, or a voice is not official.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        table = _VoicesFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotConfigured(FILE, f"no valid TOML ({error}); correct that line") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise NotConfigured(FILE, f"key `{'.'.join(map(str, first['loc']))}`: {first['msg']}; correct it") from error
    return tuple(_read_voice(voice, table) for voice in table.voice)


def _read_voice(voice: _Voice, table: _VoicesFile) -> UnreadVoice:
    if voice.medium not in table.media:
        known = ", ".join(table.media)
        raise NotConfigured(FILE, f"{voice.name}, key `medium`: {voice.medium!r} is not explained; use one of {known}")
    if voice.role not in OFFICIAL_ROLES:
        raise NotConfigured(FILE, f"{voice.name}, key `role`: {voice.role} is not official; only such are listed")
    return UnreadVoice(**voice.model_dump(), reason=table.media[voice.medium])
