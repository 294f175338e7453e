"""Write what the demo's sources answer, from the stories beside this file: `python -m seeds.demo.build`.

Every story in `story/<source id>.toml` becomes one payload for each moment at which its source shows something new,
in the source's true format, and a line in `manifest.toml`. Payloads are committed; a test compares them with the
stories.
"""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from seeds.demo.formats import MEDIA_TYPES, RENDERERS, SUFFIXES, Post, Story
from seeds.demo.temperatures import weather

FOLDER = Path(__file__).parent
SHOWN_COUNT = {"telegram": 6, "rss": 8, "atom": 8, "article": 1, "yasno": 1, "csv": 20}
OPENS_EMPTY = {"telegram", "rss", "atom", "csv"}  # the others show nothing before they show something
OPENING = datetime(2026, 1, 10, 18, tzinfo=ZoneInfo("Europe/Kyiv"))  # every feed exists by then, still empty
DELAY = timedelta(minutes=5)  # between publishing and the next poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One recorded answer: its place under the demo folder, its bytes, and its line in the manifest."""

    file: str | None
    body: bytes
    url: str
    media_type: str
    available_from: datetime
    status: int = 200


def build_demo(folder: Path = FOLDER) -> dict[str, bytes]:
    """Every file of the demo that is built, by its path under the demo folder."""
    answers = [answer for path in sorted((folder / "story").glob("*.toml")) for answer in _build_story(path)]
    files = {answer.file: answer.body for answer in answers if answer.file}
    manifest = "# Built from story/ by `python -m seeds.demo.build`. All invented.\n" + "".join(map(_line, answers))
    return files | {"manifest.toml": manifest.encode(), "weather.json": weather().encode()}


def _build_story(path: Path) -> Iterator[Built]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    story = Story(
        source_id=path.stem,
        form=table["format"],
        url=table["url"],
        title=table["title"],
        link=table["link"],
        language=table["language"],
        encoding=table.get("encoding", "utf-8"),
    )
    posts = [_read_post(entry) for entry in table["post"]]
    opening = {OPENING} if story.form in OPENS_EMPTY else set()
    for moment in sorted(opening | {post.seen_at for post in posts}):
        shown = _shown_at(posts, moment)[: SHOWN_COUNT[story.form]]
        stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H%MZ")
        yield Built(
            file=f"payloads/{story.source_id}/{stamp}{SUFFIXES[story.form]}",
            body=RENDERERS[story.form](story, shown).encode(story.encoding, errors="xmlcharrefreplace"),
            url=story.url,
            media_type=MEDIA_TYPES[story.form],
            available_from=moment,
        )
    for failure in table.get("failure", ()):
        yield Built(
            file=None,
            body=b"",
            url=story.url,
            media_type="text/html",
            available_from=datetime.fromisoformat(failure["from"]),
            status=failure["status"],
        )


def _read_post(entry: Mapping[str, Any]) -> Post:
    at = datetime.fromisoformat(entry["at"])
    edited_at = datetime.fromisoformat(entry["edited_at"]) if "edited_at" in entry else None
    return Post(
        post_id=entry["id"],
        at=at,
        seen_at=(edited_at or at) + DELAY,
        title=entry.get("title"),
        text=entry.get("text", "").strip(),
        is_edited=edited_at is not None,
        has_picture=entry.get("picture", False),
        forwarded_from=entry.get("forwarded_from"),
        date_text=entry.get("date_text"),
    )


def _shown_at(posts: list[Post], moment: datetime) -> list[Post]:
    """What the source shows at a moment, newest first; an edited post stands in the place of the first."""
    current = {post.post_id: post for post in sorted(posts, key=lambda post: post.seen_at) if post.seen_at <= moment}
    return sorted(current.values(), key=lambda post: (post.at, post.post_id), reverse=True)


def _line(answer: Built) -> str:
    keys = {"url": answer.url} | ({"file": answer.file} if answer.file else {}) | {"media_type": answer.media_type}
    lines = [f"{name} = {json.dumps(value)}" for name, value in keys.items()]
    lines.append(f"available_from = {json.dumps(answer.available_from.isoformat())}")
    if answer.status != 200:  # noqa: PLR2004 - what a manifest leaves out is 200
        lines.append(f"status = {answer.status}")
    return "\n[[answer]]\n" + "\n".join(lines) + "\n"


def main() -> None:
    """Write all built files, and remove payloads that no story gives any more."""
    files = build_demo()
    for stale in sorted((FOLDER / "payloads").rglob("*.*")):
        if stale.relative_to(FOLDER).as_posix() not in files:
            stale.unlink()
    for name, body in files.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    sys.stdout.write(f"{len(files)} files\n")


if __name__ == "__main__":
    main()
