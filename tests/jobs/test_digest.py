"""The daily digest: one letter to each, never two. All invented."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.digest import deliver, save_digests
from jobs.registers import Registers
from tests.builders import NOON
from tests.packaged import packaged_boundaries, packaged_registers
from tests.publish.editions import make_edition
from tracker.mail import Delivery, Letter, Outcome, message_id
from tracker.settings import Recipient, Settings

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

REGISTERS: Registers = packaged_registers()
BOUNDARIES = packaged_boundaries()
READERS = (
    Recipient(address="one@aid.example", lang="uk"),
    Recipient(address="two@aid.example", lang="en", areas=("UA80",)),
)
SETTINGS = Settings(recipients=READERS)
EDITION = make_edition()


class Postman:
    """Takes letters and answers as the case asks."""

    def __init__(self, answers: Sequence[Delivery]) -> None:
        self.answers = list(answers)
        self.letters: list[Letter] = []

    def take(self, letter: Letter) -> Outcome:
        self.letters.append(letter)
        return Outcome(delivery=self.answers.pop(0))


def send(store: Engine, postman: Postman, *, hours: int = 0) -> str:
    now = NOON + timedelta(hours=hours)
    return deliver(store, REGISTERS, SETTINGS, EDITION, postman.take, now=now)


def test_each_gets_one_letter_in_their_language_about_their_areas(store: Engine) -> None:
    postman = Postman([Delivery.SENT] * 2)
    said = send(store, postman)
    first, second = postman.letters

    assert said == "2 sent"
    assert (first.lang, second.lang) == ("uk", "en")
    assert "Харківська область" in first.text
    assert "Kharkiv" not in second.text
    assert "Kyiv" in second.text


def test_a_run_repeated_sends_nobody_two(store: Engine) -> None:
    send(store, Postman([Delivery.SENT] * 2))
    postman = Postman([])

    assert send(store, postman, hours=1) == "2 already done"
    assert postman.letters == []


def test_a_letter_whose_end_is_unknown_is_not_sent_again(store: Engine) -> None:
    send(store, Postman([Delivery.UNKNOWN, Delivery.SENT]))

    assert send(store, Postman([])) == "2 already done"


def test_a_letter_put_off_is_tried_again_with_the_same_id(store: Engine) -> None:
    first = Postman([Delivery.DEFERRED, Delivery.SENT])
    send(store, first)
    again = Postman([Delivery.SENT])
    said = send(store, again, hours=1)

    assert said == "1 sent, 1 already done"
    assert message_id(again.letters[0]) == message_id(first.letters[0])


def test_a_refused_letter_is_not_tried_again(store: Engine) -> None:
    send(store, Postman([Delivery.REFUSED, Delivery.SENT]))

    assert send(store, Postman([])) == "2 already done"


def test_a_process_that_dies_while_sending_sends_nobody_two(store: Engine) -> None:
    class Killed(BaseException):
        """Stands for a kill in the middle of handing over."""

    def die(_letter: Letter) -> Outcome:
        raise Killed

    with contextlib.suppress(Killed):
        deliver(store, REGISTERS, SETTINGS, EDITION, die, now=NOON)
    postman = Postman([Delivery.SENT])

    assert send(store, postman) == "1 already done, 1 sent"
    assert [letter.recipient for letter in postman.letters] == ["two@aid.example"]


def test_the_next_day_is_another_letter_that_marks_what_is_new(store: Engine) -> None:
    send(store, Postman([Delivery.SENT] * 2))
    postman = Postman([Delivery.SENT] * 2)

    assert send(store, postman, hours=24) == "2 sent"
    assert "НОВЕ" not in postman.letters[0].text


def test_letters_on_disk_are_the_same_bytes_twice_and_carry_the_map(store: Engine, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    save_digests(store, REGISTERS, SETTINGS, EDITION, mail, now=NOON)
    before = {path.name: path.read_bytes() for path in mail.iterdir()}
    save_digests(store, REGISTERS, SETTINGS, EDITION, mail, now=NOON)
    after = {path.name: path.read_bytes() for path in mail.iterdir()}
    letter = message_from_bytes(next(iter(before.values())), policy=default)

    assert (before, len(before)) == (after, 2)
    assert isinstance(letter, EmailMessage)
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
