"""The one file of an embedded store: made where it is absent, looked at before anything is written to it."""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path

from tracker.errors import StoreUnavailable

APPLICATION_ID = 0x53564C4F  # "SVLO": how a store of ours is told from any other SQLite file
PRIVATE = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
PRIMARY = 0xFF  # of an SQLite error code, whose upper bytes say more
DAMAGED = "is damaged ({}); restore a backup"
WHAT_TO_DO = {
    sqlite3.SQLITE_NOTADB: "is no store of Svitlo ({})",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
}


def prepare_file(path: Path) -> None:
    """Make a private file where there is none, and see that only we may read it and that we may write it.

    Raises:
        StoreUnavailable: it cannot be made, is no file, is readable by others, or cannot be written to.
    """
    try:
        mode = _make_file(path)
    except OSError as error:
        raise StoreUnavailable(str(path), f"cannot be opened: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        raise StoreUnavailable(str(path), "is a folder; name a file")
    if not stat.S_ISREG(mode):
        raise StoreUnavailable(str(path), "is no file")
    if stat.S_IMODE(mode) & OTHERS:
        raise StoreUnavailable(str(path), "others can read it; make it private with: chmod 600")
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
        raise StoreUnavailable(str(path), "is read-only, the file or its folder; Svitlo writes to both")


def look_inside(path: Path) -> None:
    """Read the whole file before anything is written to it.

    Raises:
        StoreUnavailable: it is damaged, of another program, no database at all, or cannot be read now.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
        raise StoreUnavailable(str(path), WHAT_TO_DO.get(code, "cannot be read ({})").format(error)) from error
    if tables and application_id != APPLICATION_ID:
        raise StoreUnavailable(str(path), "is an SQLite file of another program")
    if damage != "ok":
        raise StoreUnavailable(str(path), DAMAGED.format(" ".join(damage.split())))


def _make_file(path: Path) -> int:
    """Make the file unless it is there; gives its mode."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):  # another process was a moment faster
        # Never opened when it is there: closing it again would undo the locks that this process holds on it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    return path.stat().st_mode
