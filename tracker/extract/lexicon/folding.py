"""Texts and words as patterns are matched on them: every character stays one character."""

_FOLDED = (("-", " "), ("–", " "), ("—", " "), ("‑", " "), ("‐", " "), ("ё", "е"))


def fold(text: str) -> str:
    """Fold a text to what patterns are matched on; every character stays one character."""
    folded = small(text)
    for letter, plain in _FOLDED:
        folded = folded.replace(letter, plain)
    return folded


def small(text: str) -> str:
    """A text in small letters; every character stays one character."""
    return text.replace("İ", "i").lower()  # the one letter that would become two
