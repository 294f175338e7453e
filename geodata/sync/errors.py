"""Why a sync changed nothing.

SyncError
 ├─ NotFetched  an input could not be had
 ├─ NotUsable   an input is cut, of an unknown format, or fails a gate
 └─ NotWritten  the disk is full or refuses, or another sync is at work
"""


class SyncError(Exception):
    """A known failure: the file or address it is about, and one line for people. The old data stays in use."""

    def __init__(self, subject: str, reason: str) -> None:
        """Keep the subject apart from the reason."""
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


class NotFetched(SyncError):
    """An input could not be had."""


class NotUsable(SyncError):
    """An input is cut, of an unknown format, or fails a gate."""


class NotWritten(SyncError):
    """The disk is full or refuses, or another sync is at work."""
