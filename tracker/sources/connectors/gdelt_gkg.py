"""One slot of GDELT's knowledge graph: addresses of articles on power in Ukraine, to be read for themselves.

The file has no header and no quoting, and some of its bytes are broken.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate

from tracker.model import Payload, PollOutcome, Source
from tracker.sources.archives import BadArchive, open_archive, open_entry
from tracker.sources.connectors.gdelt import NOT_FOUND
from tracker.sources.discovery import ask_articles
from tracker.sources.hearing import Hearing
from tracker.sources.reports import Parsed, unreadable

COLUMNS = 27
COLLECTION, ADDRESS, THEMES, LOCATIONS, EXTRAS = 2, 4, 8, 10, 26
WEB = b"1"  # the collection whose documents have an address
UKRAINE = b"UP"  # FIPS, not ISO
COUNTRY_FIELD = 2
# A source may name others in its option `themes`, apart by blanks.
ON_POWER = (
    "POWER_OUTAGE MANMADE_DISASTER_*POWER* MANMADE_DISASTER_WITHOUT_ELECTRICITY ECON_ELECTRICAL* *_POWER_SYSTEMS "
    "*_POWER_TRANSMISSION *_POWER_DISTRIBUTION *_HEATING*"
)
SUFFIX = ".csv"
MOST_BYTES = 200_000_000  # inflated; a slot comes to 60 million
MOST_ARTICLES = 30
_TITLE = re.compile(rb"<PAGE_TITLE>(.*?)</PAGE_TITLE>")


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Ask for the articles whose place, theme and title say that they may tell something. None is EMPTY."""
    if payload.status == NOT_FOUND:
        warning = f"{payload.url.rpartition('/')[2]}: this slot was never published"
        return Parsed(reports=(), outcome=PollOutcome.EMPTY, warnings=(warning,))
    if hearing.note and hearing.note != _measure(payload.body):
        warning = "size or checksum is not what the list says: broken on its way"
        return Parsed(reports=(), outcome=PollOutcome.UNREACHABLE, warnings=(warning,))
    themes = compile_themes(source.options.get("themes") or ON_POWER)
    broken: list[int] = []
    try:
        found = _read_slot(payload.body, themes, broken)
    except BadArchive as error:
        return unreadable(str(error))
    if broken and not found:
        return unreadable(f"{len(broken)} rows of another shape, the first is line {broken[0]}")
    requests, warnings = ask_articles(found, hearing, most=MOST_ARTICLES)
    if broken:
        warnings = (*warnings, f"{len(broken)} rows of another shape, the first is line {broken[0]}")
    return Parsed(reports=(), outcome=PollOutcome.EMPTY, warnings=warnings, requests=requests)


def _measure(body: bytes) -> str:
    """Size and checksum as the list writes them; the checksum guards against a broken transfer, not against malice."""
    return f"{len(body)} {hashlib.md5(body, usedforsecurity=False).hexdigest()}"


def _read_slot(body: bytes, themes: re.Pattern[bytes], broken: list[int]) -> list[tuple[str, str]]:
    """What the one table of an archive holds, inflated line by line.

    Raises:
        BadArchive: it is broken, would inflate to too much, or holds something else.
    """
    archive = open_archive(body, most_bytes=MOST_BYTES)
    names = archive.namelist()
    if len(names) != 1 or not names[0].casefold().endswith(SUFFIX):
        message = f"{len(names)} files in the archive where one {SUFFIX} was expected"
        raise BadArchive(message)
    with open_entry(archive, names[0]) as lines:
        return list(find_articles(lines, themes, broken))


def compile_themes(patterns: str) -> re.Pattern[bytes]:
    """Names of themes apart by blanks, with `*` for any letters."""
    return re.compile("|".join(map(translate, patterns.split())).encode())


def find_articles(lines: Iterable[bytes], themes: re.Pattern[bytes], broken: list[int]) -> Iterator[tuple[str, str]]:
    """Address and title of each row on power in Ukraine; numbers of rows of another shape go to `broken`."""
    for number, line in enumerate(lines, start=1):
        row = line.rstrip(b"\r\n").split(b"\t")
        if len(row) != COLUMNS:
            broken.append(number)
        elif row[COLLECTION] == WEB and _is_in_ukraine(row) and _is_on(themes, row):
            title = _TITLE.search(row[EXTRAS])
            yield _decode(row[ADDRESS]), _decode(title[1] if title else b"")


def _is_in_ukraine(row: Sequence[bytes]) -> bool:
    """Whether one of its places is: `type#name#country#…`, apart by semicolons."""
    return any(
        fields[COUNTRY_FIELD : COUNTRY_FIELD + 1] == [UKRAINE]
        for place in row[LOCATIONS].split(b";")
        if (fields := place.split(b"#"))
    )


def _is_on(themes: re.Pattern[bytes], row: Sequence[bytes]) -> bool:
    """Whether one of its themes is among those: `NAME,offset`, apart by semicolons."""
    return any(themes.fullmatch(theme.partition(b",")[0]) for theme in row[THEMES].split(b";"))


def _decode(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")
