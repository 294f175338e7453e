"""Whole pipelines of bare libraries, from the bytes of feeds to rows: the best parts there are, and the common ones."""

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from geodata.gazetteer import load_gazetteer
from jobs.bench.case import Side
from jobs.bench.readers import phrase_finder

STEMS = (
    *("electric", "power", "heating", "outage", "blackout", "substation"),
    *("електр", "світл", "опален", "відключ", "підстанц", "енерг", "котельн"),
    *("электр", "свет", "отоплен", "отключ", "подстанц", "энерг", "котельн"),
)
UKRAINIAN, RUSSIAN = frozenset("іїєґ"), frozenset("ыэъё")
LETTERS_READ = 600
DATE = re.compile(
    r"\b(?:\d{1,2}:\d{2}|\d{1,2} (?:January|січня|января)|yesterday|today|overnight|вчора|сьогодні|уночі|вдень|вчера"
    r"|сегодня|ночью|днём)\b"
)


@dataclass(frozen=True, slots=True)
class Passed:
    """How many texts a pipeline read, and how many of them passed its gate and were kept."""

    texts: int
    kept: int


def best_parts(feeds: Sequence[bytes], n: int) -> Side:
    """The fastest library for each step, nothing between them, and one insert for all rows."""
    import ahocorasick_rs
    import daachorse
    import fastfeedparser

    written = [form for stem in STEMS for form in (stem, stem.capitalize())]
    gate = ahocorasick_rs.AhoCorasick(written, implementation=ahocorasick_rs.Implementation.DFA)
    names = daachorse.CharwiseDoubleArrayAhoCorasick(
        [name.title() for name in load_gazetteer().toponyms], daachorse.MATCH_KIND_LEFTMOST_LONGEST
    )

    def run() -> Passed:
        seen: set[bytes] = set()
        rows = []
        for feed in feeds:
            for entry in fastfeedparser.parse(feed.decode()).entries:
                text = entry.content[0]["value"]
                digest = hashlib.sha256(text.encode()).digest()
                if digest in seen:
                    continue
                seen.add(digest)
                lang = _guess(text)
                if gate.find_matches_as_indexes(text):
                    found = [text[start:end] for start, end, _ in names.find(text)]
                    rows.append((entry.link, entry.title, digest, lang, "|".join(found), "|".join(DATE.findall(text))))
        with TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "rows.db")) as database:
            database.execute("CREATE TABLE row (link TEXT PRIMARY KEY, title, digest, lang, places, dates)")
            with database:
                database.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)", rows)
        return Passed(texts=len(seen), kept=len(rows))

    return Side(n=n, run=run)


def _guess(text: str) -> str:
    letters = set(text[:LETTERS_READ])
    return "uk" if letters & UKRAINIAN else "ru" if letters & RUSSIAN else "en"


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "row"

    link: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    lang: Mapped[str]
    places: Mapped[str]
    dates: Mapped[str]


def common_parts(feeds: Sequence[bytes], n: int, pages: Sequence[str] = ()) -> Side:
    """What is usually taken for each step; with `pages`, the page of every item is read for its text first."""
    import feedparser
    import py3langid
    import trafilatura
    from dateparser.search import search_dates

    gate = re.compile("|".join(STEMS), re.IGNORECASE)
    find = phrase_finder()
    py3langid.set_languages(["en", "uk", "ru"])

    def read(entry: Any, places: Sequence[tuple[int, int, int]]) -> _Row | None:
        text = entry.content[0].value
        lang, _ = py3langid.classify(text)
        if gate.search(text) is None:
            return None
        names = "|".join(f"{start}-{end}" for _, start, end in places)
        dates = "|".join(words for words, _ in search_dates(text, languages=[lang]) or ())
        return _Row(link=entry.link, title=entry.title, lang=lang, places=names, dates=dates)

    def run() -> Passed:
        for page in pages:
            trafilatura.extract(page)
        entries = [entry for feed in feeds for entry in feedparser.parse(feed).entries]
        found = find([entry.content[0].value for entry in entries])
        rows = [row for row in map(read, entries, found) if row is not None]
        kept = len(rows)
        with TemporaryDirectory() as folder:
            engine = create_engine(f"sqlite:///{folder}/rows.db")
            _Base.metadata.create_all(engine)
            with Session(engine) as session:
                session.add_all(rows)
                session.commit()
            engine.dispose()
        return Passed(texts=len(entries), kept=kept)

    return Side(n=n, run=run)
