"""The table of forms: what forms mean, and all forms that mean it, so that the cases of a name share a line."""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

FORMS = "forms.tsv.gz"
OTHER = "~"  # before the number of a place that a form is a former or foreign name of
FORMER_ROW = ":"  # before the row of the former name
NEEDS_MARKER, IS_WORD, IS_ADJECTIVE, IS_LOWERCASE = "m", "w", "a", "l"  # flags


def read_forms(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Meanings (flags, then numbers of places) with the folded spellings that have them."""
    for line in gzip.decompress((folder / FORMS).read_bytes()).splitlines():
        meaning, *spellings = line.decode().split("\t")
        yield meaning, spellings


def pack_forms(meanings: Mapping[str, str]) -> bytes:
    """The table of spellings with what they mean, the same bytes for the same forms."""
    spelled: dict[str, list[str]] = defaultdict(list)
    for spelling in sorted(meanings):
        spelled[meanings[spelling]].append(spelling)
    rows = sorted(spelled.items(), key=lambda item: item[1])
    text = "".join("\t".join((meaning, *spellings)) + "\n" for meaning, spellings in rows)
    return gzip.compress(text.encode(), 9, mtime=0)
