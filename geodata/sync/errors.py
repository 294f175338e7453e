"""Why a sync changed nothing.

SyncError
 ├─ NotFetched  an input could not be had
 ├─ NotUsable   an input is cut, of an unknown format, or fails a gate
 └─ NotWritten  the disk is full or refuses, or another sync is at work
"""


class SyncError(Exception):
    """A known failure: the file or address it is about, and one line for people. The old data stays in use."""

    def __init__(self, subject: str, reason: str) -> None:
        """Keep the subject apart from the reason, which may quote a stranger's file: in one line, not for ever."""
        self.subject = subject
        self.reason = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())[:300]
        super().__init__(f"{self.subject}: {self.reason}")


class NotFetched(SyncError):
    """An input could not be had."""


class NotUsable(SyncError):
    """An input is cut, of an unknown format, or fails a gate."""


class NotWritten(SyncError):
    """The disk is full or refuses, or another sync is at work."""
