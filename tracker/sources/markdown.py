"""Markdown to plain text with its line breaks: what humanitarian APIs write their bodies in."""

import re

from tracker.sources.markup import strip_markup, tidy

# Runs are bounded, so that a hostile body does not cost more than its length.
_WORDS, _ADDRESS = r"[^\]\n]{0,500}", r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,1000}\)"
_IMAGE = re.compile(rf"!\[{_WORDS}\](?:{_ADDRESS}|\[{_WORDS}\])")
_LINK = re.compile(rf"\[({_WORDS})\](?:{_ADDRESS}|\[{_WORDS}\])")
_BARE_LINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]{0,1000}>")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,500}\]:[ \t]+\S.*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:[-*_=] ?){3,}$|^[ \t:-]{0,40}\|[ \t|:-]{0,500}$", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+|```.*$)", re.MULTILINE)
_HEADING_END = re.compile(r"[ \t]#{1,6}[ \t]{0,20}$", re.MULTILINE)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*{1,3}(?=[^\s*])([^*\n]{1,1000})(?<=[^\s\\])\*{1,3}(?![\w*])"
    r"|(?<![\w\\])_{1,3}(?=[^\s_])([^_\n]{1,1000})(?<=[^\s\\])_{1,3}(?!\w)"
)
_CODE = re.compile(r"`{1,3}([^`\n]{1,1000})`{1,3}")
_BACKSLASH = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")


def strip_markdown(text: str) -> str:
    """The text as a reader sees it: no marks, no addresses, no pictures; embedded HTML goes the same way."""
    text = text.replace("\r\n", "\n")
    for pattern, kept in (
        (_REFERENCE, ""),
        (_IMAGE, ""),
        (_LINK, r"\1"),
        (_BARE_LINK, ""),
        (_RULE, ""),
        (_LINE_START, ""),
        (_HEADING_END, ""),
        (_EMPHASIS, r"\1\2"),
        (_CODE, r"\1"),
    ):
        text = pattern.sub(kept, text)
    rows = (line.replace("|", " ") if line.count("|") > 1 else line for line in text.split("\n"))
    lines = (_BACKSLASH.sub(r"\1", line) for line in rows)
    return tidy("\n".join(strip_markup(line) for line in lines))
