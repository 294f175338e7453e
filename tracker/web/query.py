"""What an address asks for."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Query

from tracker.model import Service, Status
from tracker.publish.filters import Choice, Unheard
from tracker.publish.labels import KYIV


def read_choice(
    area: Annotated[str | None, Query(max_length=6, pattern=r"^(UA\d{2}(\d{2})?)?$")] = None,
    service: Annotated[str | None, Query(max_length=20)] = None,
    since: Annotated[str | None, Query(max_length=32)] = None,
    status: Annotated[str | None, Query(max_length=24)] = None,
) -> Choice:
    """Read the filters of an address. Empty fields mean everything; a wrong word is an error of the caller."""
    try:
        return Choice(
            areas=(area,) if area else (),
            service=Service(service) if service else None,
            since=_read_since(since) if since else None,
            status=_read_status(status) if status else None,
        )
    except ValueError as error:
        raise HTTPException(status_code=422, detail=str(error)) from error


def write_choice(choice: Choice) -> str:
    """The same choice as a query string, to carry it from page to file."""
    parts = {
        "area": choice.areas[0] if choice.areas else None,
        "service": choice.service,
        "since": choice.since.isoformat().replace("+00:00", "Z") if choice.since else None,
        "status": choice.status,
    }
    text = "&".join(f"{name}={value}" for name, value in parts.items() if value)
    return f"?{text}" if text else ""


def _read_status(text: str) -> Status | Unheard:
    return Unheard.UNHEARD if text == Unheard.UNHEARD else Status(text)


def _read_since(text: str) -> datetime:
    """A day or a time without a zone is Kyiv's, as everything on the page is."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=KYIV)).astimezone(UTC)


Chosen = Annotated[Choice, Depends(read_choice)]
