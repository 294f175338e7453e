"""One scripted server for every fault of fetching: `/feed?fault=NAME`, or `/feed?script=429,cut-gzip,good` in turn.

The last name of a script stands for whatever is asked later. What is asked of another path is looked up in `pages`.
"""

import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from tests.sources.loopback import Ask, Loopback, Scripted, serve_asks

XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
ETAG, MODIFIED = 'W/"a \xe9 b"', "Thu, 15 Jan 2026  06:59:00 GMT"  # odd, and to be given back as they are
Answer = Scripted | Callable[[Ask], Scripted]


def make_feed(*titles: str, head: str = "", body: str = "Невелике повідомлення, вигадане для перевірки.") -> bytes:
    """A feed with one item for each title."""
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{number}</link><description>{body}</description>"
        "<pubDate>Thu, 15 Jan 2026 09:12:00 +0200</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f'{head}<rss version="2.0"><channel><title>Вигадані вісті</title>{items}</channel></rss>'.encode()


OUTAGE = "У Конотопі без світла 640 споживачів"
GOOD = make_feed(OUTAGE, "Відкрито нову бібліотеку")
PACKED = gzip.compress(GOOD)
BOMB = gzip.compress(bytes(60_000_000), compresslevel=1)


def _conditional(ask: Ask) -> Scripted:
    """The good feed, or that nothing changed since it was given."""
    marks = {"ETag": ETAG, "Last-Modified": MODIFIED}
    if ask.headers.get("If-None-Match") == ETAG and ask.headers.get("If-Modified-Since") == MODIFIED:
        return Scripted(status=304, headers=marks)
    return Scripted(headers=XML | marks, body=GOOD)


def _redirect(status: int, location: str) -> Scripted:
    return Scripted(status=status, headers={"Location": location})


FAULTS: Mapping[str, Answer] = {
    "good": Scripted(headers=XML, body=GOOD),
    "conditional": _conditional,
    "empty-feed": Scripted(headers=XML, body=make_feed()),
    "empty-body": Scripted(headers=XML),
    "html": Scripted(headers=HTML, body=b"<!DOCTYPE html><html><body>Please wait while we check you</body></html>"),
    "challenge-202": Scripted(status=202, headers=HTML, body=b"<html>wait</html>"),
    "304-unasked": Scripted(status=304),
    "429-seconds": Scripted(status=429, headers={"Retry-After": "1800"}),
    "429-date": Scripted(status=429, headers={"Retry-After": "Thu, 15 Jan 2026 12:30:00 GMT"}),
    "429-garbage": Scripted(status=429, headers={"Retry-After": "in a while"}),
    "429-ten-years": Scripted(status=429, headers={"Retry-After": "315360000"}),
    "503-wait": Scripted(status=503, headers={"Retry-After": "1800"}),
    "short-length": Scripted(headers=XML | {"Content-Length": str(len(GOOD) + 500)}, body=GOOD),
    "cut-chunk": Scripted(headers=XML | {"Transfer-Encoding": "chunked"}, body=b"200\r\n" + GOOD[:512]),
    "cut-by-closing": Scripted(headers=XML | {"ETag": '"cut"'}, body=GOOD[: GOOD.index(b"</item>") + 60]),
    "cut-gzip": Scripted(
        headers=XML | {"Content-Encoding": "gzip", "Content-Length": str(len(PACKED) - 20), "ETag": '"cut"'},
        body=PACKED[:-20],
    ),
    "reset": Scripted(headers=XML | {"Content-Length": str(len(GOOD))}, body=GOOD[:300], resets=True),
    "drip": Scripted(drips=True),
    "drip-headers": Scripted(drips_headers=True),
    "bomb-gzip": Scripted(headers=XML | {"Content-Encoding": "gzip"}, body=BOMB),
    "bomb-deflate": Scripted(headers=XML | {"Content-Encoding": "deflate"}, body=BOMB),
    "bomb-brotli": Scripted(headers=XML | {"Content-Encoding": "br"}, body=BOMB),
    "bomb-nested": Scripted(headers=XML | {"Content-Encoding": "gzip, gzip"}, body=gzip.compress(BOMB)),
    "huge": Scripted(headers=XML, body=make_feed(*["x"] * 8000, body="слово " * 200)),
    "wrong-charset": Scripted(
        headers={"Content-Type": "text/xml; charset=utf-8"},
        body=b'<?xml version="1.0" encoding="windows-1251"?>' + GOOD.decode().encode("cp1251"),
    ),
    "byte-order-mark": Scripted(headers=XML, body=b"\xef\xbb\xbf" + GOOD),
    "entity-bomb": Scripted(
        headers=XML,
        body=make_feed("&b;", head='<!DOCTYPE rss [<!ENTITY a "света нет"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'),
    ),
    "external-entity": Scripted(
        headers=XML, body=make_feed("&x;", head='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>')
    ),
    "loop": lambda ask: _redirect(302, ask.path),
    "moved": _redirect(301, "/moved"),
    "moved-twice": _redirect(301, "/moved-on"),
    "moved-to-nothing": _redirect(308, "/page"),
    "moved-with-a-key": _redirect(301, "/moved?token=s3cret"),
    "elsewhere": _redirect(302, "/moved"),
    "elsewhere-307": _redirect(307, "/moved"),
    "to-metadata": _redirect(302, "http://169.254.169.254/latest/"),
    "to-file": _redirect(302, "file:///etc/hostname"),
    "to-gopher": _redirect(302, "gopher://news.example/"),
    "to-ftp": _redirect(302, "ftp://news.example/x"),
}
PAGES: Mapping[str, Answer] = {
    "/moved": FAULTS["good"],
    "/moved?token=s3cret": FAULTS["good"],
    "/moved-on": _redirect(301, "/moved"),
    "/page": FAULTS["html"],
}


@contextmanager
def serve_faults(pages: Mapping[str, Answer] = PAGES) -> Iterator[Loopback]:
    """Run the server until the block ends."""
    counts: Counter[str] = Counter()

    def answer(ask: Ask) -> Scripted:
        query = parse_qs(urlsplit(ask.path).query)
        names = ",".join(query.get("fault", query.get("script", []))).split(",")
        if names == [""]:
            return _give(pages.get(ask.path, Scripted(status=404)), ask)
        name = names[min(counts[ask.path], len(names) - 1)]
        counts[ask.path] += 1
        return Scripted(status=int(name)) if name.isdecimal() else _give(FAULTS[name], ask)

    with serve_asks(answer) as server:
        yield server


def _give(answer: Answer, ask: Ask) -> Scripted:
    return answer(ask) if callable(answer) else answer
