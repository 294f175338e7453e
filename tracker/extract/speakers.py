"""Who claims something: from the sentence, or else the role of the source."""

from tracker.extract.lexicon import Lexicon
from tracker.model import Role

_SPEAKERS = (
    ("people.occupation", Role.OCCUPATION_AUTHORITY),
    ("people.grid_operator", Role.GRID_OPERATOR),
    ("people.ministry", Role.MINISTRY),
    ("people.utility", Role.UTILITY),
    ("people.administration", Role.OBLAST_ADMINISTRATION),
    ("people.mayor", Role.MAYOR),
    ("people.emergency_service", Role.EMERGENCY_SERVICE),
    ("people.resident", Role.RESIDENT),
)


def read_claimant(folded: str, source_role: Role, lexicon: Lexicon) -> Role:
    """The role of whoever a sentence names as its speaker; an official source speaks for itself."""
    if source_role != Role.MEDIUM:
        return source_role
    return next((role for sense, role in _SPEAKERS if lexicon.has(sense, folded)), source_role)
