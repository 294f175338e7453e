"""The errors of Svitlo.

    SvitloError
     ├─ Unreadable       the input cannot be read, or its format is unknown      exit 3
     ├─ NotConfigured    a setting, key or source file is missing or wrong       exit 5
     ├─ Unreachable      a source or server did not answer                       exit 6
     └─ StoreUnavailable the store is busy, full or not ours                     exit 7

Each carries its subject (a file, source or address) and says what to do in one line.
"""


class SvitloError(Exception):
    """A known failure: what it is about, and one line for people."""

    exit_code = 1

    def __init__(self, subject: str, reason: str) -> None:
        """Keep the subject apart from the reason, so that logs can be searched by it."""
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


class Unreadable(SvitloError):
    """The input cannot be read, or its format is unknown."""

    exit_code = 3


class NotConfigured(SvitloError):
    """A setting, a key or a source file is missing or wrong."""

    exit_code = 5


class Unreachable(SvitloError):
    """A source or server did not answer as it should."""

    exit_code = 6


class StoreUnavailable(SvitloError):
    """The store is busy, full, newer than the code, or not ours."""

    exit_code = 7
