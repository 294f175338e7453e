"""What a site asks of robots, read from the bytes of its robots.txt."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from tracker.model import Payload

AGENT = "Svitlo"
MOST_RULES_BYTES = 500_000
MOST_DELAY_SECONDS = 60.0
MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
ANSWERS = frozenset({int(HTTPStatus.OK), *map(int, MISSING)})  # that say something of the rules


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; `parser` None: they could not be read, so nothing is allowed for now."""

    parser: RobotFileParser | None

    @property
    def is_known(self) -> bool:
        """Whether the host said what it wants."""
        return self.parser is not None

    def allows(self, url: str) -> bool:
        """Whether a page may be read by us."""
        return self.parser is not None and self.parser.can_fetch(AGENT, url)

    @property
    def delay_seconds(self) -> float:
        """How far apart the host wants requests, at most a minute; 0 where it does not say."""
        delay = self.parser.crawl_delay(AGENT) if self.parser is not None else None
        return min(float(delay or 0), MOST_DELAY_SECONDS)


def rules_address(url: str) -> str:
    """Where the rules for a page are."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


def read_rules(answer: Payload | None) -> Rules:
    """Read the answer to a request for the rules. A host that has none allows all; one that is out of reach nothing."""
    if answer is None:
        return Rules(None)
    parser = RobotFileParser()
    is_file = answer.status == HTTPStatus.OK and "html" not in answer.media_type
    text = answer.body[:MOST_RULES_BYTES].decode("utf-8", errors="replace") if is_file else ""
    parser.parse(text.lstrip("\ufeff").splitlines())
    return Rules(parser)
