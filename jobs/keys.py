"""The keys and tokens of sources, which settings hold by the names that source files give them."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from tracker.model import Source

NO_KEYS: Mapping[str, SecretStr] = MappingProxyType({})


def find_secret(source: Source, keys: Mapping[str, SecretStr]) -> str | None:
    """The key of a source; None where it needs none, or where it is not set."""
    known = keys.get(source.key) if source.key is not None else None
    return (known.get_secret_value() or None) if known is not None else None


def explain_missing(source: Source) -> str:
    """What to do where a source needs a key that is not set."""
    name = source.key or ""
    return f"needs a key; set {name} in [keys] of svitlo.toml, or SVITLO_KEYS__{name.upper()}"
