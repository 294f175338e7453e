"""Who is at work, for the audit log."""

import os
import pwd


def operator_name() -> str:
    """The operating-system user of this command; its number where the machine has no name for it."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
