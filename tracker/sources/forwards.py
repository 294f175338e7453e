"""Whose words a passed-on message are. What someone passes on is never official by who passed it on."""

from tracker.model import OFFICIAL_ROLES, Role, Source

LONGEST_NAME = 100  # characters


def role_of_forward(source: Source) -> Role:
    """The role of the words of another channel: an authority lends its own to nobody, others speak as they do."""
    return Role.MEDIUM if source.role in OFFICIAL_ROLES else source.role


def name_publisher(name: str) -> str | None:
    """The name of a channel whose words are passed on, in one line."""
    return " ".join(name.split())[:LONGEST_NAME] or None
