"""Web addresses as they may be stored and shown: without keys."""

import re
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

MASK = "…"
SECRET_NAME = re.compile(
    r"(?:api_?key|key|token|access_token|appname|secret|password|passwd|sig(?:nature)?|auth)$", re.IGNORECASE
)
BOT_TOKEN = re.compile(r"/bot\d+(?::|%3A)[\w-]+", re.IGNORECASE)


def public_url(url: str) -> str:
    """The same address without user, password, and the values of parameters that hold keys."""
    parts = urlsplit(url)
    query = parts.query
    if any(SECRET_NAME.search(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, MASK if SECRET_NAME.search(name) else value) for name, value in pairs], safe=",…")
    return urlunsplit(
        (parts.scheme, parts.netloc.rpartition("@")[2], BOT_TOKEN.sub(f"/bot{MASK}", parts.path), query, "")
    )


def mask_secret(text: str, secret: str | None) -> str:
    """The same text without a secret, wherever in it it stands and however an address writes it."""
    for written in {secret, quote(secret, safe=""), quote_plus(secret)} if secret else ():
        text = text.replace(written, MASK)
    return text
