"""Writes `svitlo-report.xlsx`, our form in the XLSForm standard, for KoboToolbox and ODK Central.

    python -m seeds.forms.build

Every question is a column that records are read by, and every choice a word that is known there. Nothing is asked of
who reports: no name, no telephone, no device.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

FORM = Path(__file__).parent / "svitlo-report.xlsx"
FORM_ID, VERSION = "svitlo_report", "2026111"
LANGUAGES = ("Українська (uk)", "English (en)")
LABELS = tuple(f"label::{language}" for language in LANGUAGES)
HINTS = tuple(f"hint::{language}" for language in LANGUAGES)
MESSAGES = tuple(f"constraint_message::{language}" for language in LANGUAGES)
SURVEY = ("type", "name", *LABELS, *HINTS, "required", "relevant", "constraint", *MESSAGES, "appearance", "default")
CHOICES = ("list_name", "name", *LABELS)
PAST = ". <= now()"

Pair = tuple[str, str]  # Ukrainian, English
NONE: Pair = ("", "")


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the survey."""

    kind: str
    name: str
    label: Pair
    hint: Pair = NONE
    required: bool = False
    relevant: str = ""
    constraint: tuple[str, Pair] = ("", NONE)
    appearance: str = ""
    default: str = ""

    def row(self) -> Sequence[str]:
        """Its cells, in the order of the header."""
        rule, message = self.constraint
        required = "yes" if self.required else ""
        head = (self.kind, self.name, *self.label, *self.hint, required, self.relevant)
        return (*head, rule, *message, self.appearance, self.default)


NOT_LATER = (PAST, ("Час ще не настав.", "That time has not come yet."))
QUESTIONS = (
    Question(
        "note",
        "rules",
        (
            "Лише про постачання. Без імен, телефонів, адрес; нічого про військових, ППО та місця влучань.",
            "Of the supply alone. No names, telephones, addresses; nothing of the military or of where a strike hit.",
        ),
    ),
    Question("begin_group", "report", ("Повідомлення", "Report")),
    Question("select_one service", "service", ("Що саме?", "Which service?"), required=True),
    Question("select_one status", "status", ("Який стан?", "How do things stand?"), required=True),
    Question(
        "dateTime",
        "observed_at",
        ("Коли ви це бачили?", "When did you see it?"),
        required=True,
        constraint=NOT_LATER,
        default="now()",
    ),
    Question("select_one oblast", "oblast", ("Область", "Oblast"), required=True, appearance="minimal"),
    Question(
        "text",
        "place",
        ("Населений пункт", "Settlement"),
        ("Лише назва, без вулиці й будинку.", "The name alone, no street and no house."),
        required=True,
    ),
    Question("select_one scope", "scope", ("Наскільки охоплено населений пункт?", "How much of it?")),
    Question(
        "integer",
        "customers",
        ("Скільки споживачів без постачання?", "How many customers are without it?"),
        ("Не знаєте — лишіть порожнім.", "Leave it blank if you do not know."),
        relevant="${status} != 'restored'",
        constraint=(". >= 0 and . <= 5000000", ("Від 0 до 5 000 000.", "From 0 to 5,000,000.")),
    ),
    Question(
        "dateTime",
        "started_at",
        ("Відколи немає, якщо знаєте?", "Off since when, if you know?"),
        relevant="${status} != 'restored'",
        constraint=NOT_LATER,
    ),
    Question(
        "dateTime",
        "restored_at",
        ("Коли повернули?", "When did it come back?"),
        relevant="${status} = 'restored'",
        constraint=NOT_LATER,
    ),
    Question(
        "select_one cause",
        "cause",
        ("Чому, як кажуть?", "Why, as is said?"),
        ("Лише причина: не місце і не об'єкт.", "The reason alone: no site and no object."),
        relevant="${status} != 'restored'",
    ),
    Question(
        "decimal",
        "temp_c",
        ("Температура надворі, °C", "Temperature outdoors, °C"),
        constraint=(". >= -60 and . <= 60", ("Від −60 до 60.", "From −60 to 60.")),
    ),
    Question(
        "geopoint",
        "gps",
        ("Точка на карті", "Point on the map"),
        (
            "Центр населеного пункту, а не ваше місце. Можна пропустити.",
            "The middle of the settlement, not where you are. May be left out.",
        ),
        appearance="placement-map",
    ),
    Question(
        "text",
        "organisation",
        ("Організація", "Organisation"),
        ("Назва організації, не ім'я людини.", "The name of the organisation, not of a person."),
    ),
    Question(
        "text",
        "note",
        ("Примітка", "Note"),
        (
            "Без імен, телефонів, адрес; нічого про військових.",
            "No names, telephones or addresses; nothing of the military.",
        ),
        appearance="multiline",
    ),
    Question("end_group", "report", NONE),
)
LISTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "service": (
        ("electricity", "Світло", "Electricity"),
        ("heat", "Опалення", "Heating"),
        ("water", "Вода", "Water"),
        ("gas", "Газ", "Gas"),
    ),
    "status": (
        ("out", "Немає", "Out"),
        ("partial", "Є частково", "Partly back"),
        ("restored", "Повернули", "Restored"),
    ),
    "scope": (
        ("whole", "Увесь", "All of it"),
        ("most", "Більшу частину", "Most of it"),
        ("part", "Частину", "A part"),
        ("unknown", "Не знаю", "Not known"),
    ),
    "cause": (
        ("strike", "Удар", "A strike"),
        ("emergency_shutdown", "Аварійні чи екстрені відключення", "Emergency shutdowns"),
        ("scheduled", "За графіком", "By schedule"),
        ("accident", "Аварія", "A fault"),
        ("weather", "Негода", "Weather"),
        ("damage", "Давніші пошкодження", "Earlier damage"),
        ("unknown", "Не знаю", "Not known"),
    ),
    "oblast": (
        ("Autonomous_Republic_of_Crimea", "Автономна Республіка Крим", "Autonomous Republic of Crimea"),
        ("Vinnytsia_Oblast", "Вінницька область", "Vinnytsia Oblast"),
        ("Volyn_Oblast", "Волинська область", "Volyn Oblast"),
        ("Dnipropetrovsk_Oblast", "Дніпропетровська область", "Dnipropetrovsk Oblast"),
        ("Donetsk_Oblast", "Донецька область", "Donetsk Oblast"),
        ("Zhytomyr_Oblast", "Житомирська область", "Zhytomyr Oblast"),
        ("Zakarpattia_Oblast", "Закарпатська область", "Zakarpattia Oblast"),
        ("Zaporizhzhia_Oblast", "Запорізька область", "Zaporizhzhia Oblast"),
        ("Ivano-Frankivsk_Oblast", "Івано-Франківська область", "Ivano-Frankivsk Oblast"),
        ("Kyiv", "Київ", "Kyiv"),
        ("Kyiv_Oblast", "Київська область", "Kyiv Oblast"),
        ("Kirovohrad_Oblast", "Кіровоградська область", "Kirovohrad Oblast"),
        ("Luhansk_Oblast", "Луганська область", "Luhansk Oblast"),
        ("Lviv_Oblast", "Львівська область", "Lviv Oblast"),
        ("Mykolaiv_Oblast", "Миколаївська область", "Mykolaiv Oblast"),
        ("Odesa_Oblast", "Одеська область", "Odesa Oblast"),
        ("Poltava_Oblast", "Полтавська область", "Poltava Oblast"),
        ("Rivne_Oblast", "Рівненська область", "Rivne Oblast"),
        ("Sevastopol", "Севастополь", "Sevastopol"),
        ("Sumy_Oblast", "Сумська область", "Sumy Oblast"),
        ("Ternopil_Oblast", "Тернопільська область", "Ternopil Oblast"),
        ("Kharkiv_Oblast", "Харківська область", "Kharkiv Oblast"),
        ("Kherson_Oblast", "Херсонська область", "Kherson Oblast"),
        ("Khmelnytskyi_Oblast", "Хмельницька область", "Khmelnytskyi Oblast"),
        ("Cherkasy_Oblast", "Черкаська область", "Cherkasy Oblast"),
        ("Chernivtsi_Oblast", "Чернівецька область", "Chernivtsi Oblast"),
        ("Chernihiv_Oblast", "Чернігівська область", "Chernihiv Oblast"),
    ),
}
SETTINGS = (
    ("form_title", "form_id", "version", "default_language"),
    ("Світло: повідомлення з місця · Svitlo field report", FORM_ID, VERSION, LANGUAGES[0]),
)


def make_form() -> Workbook:
    """The form as a workbook of the three sheets of an XLSForm."""
    book = Workbook()
    book.properties.creator, book.properties.created = "Svitlo", datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
    if book.active is not None:
        book.remove(book.active)
    survey = (question.row() for question in QUESTIONS)
    choices = ((name, *choice) for name, listed in LISTS.items() for choice in listed)
    for title, rows in (("survey", (SURVEY, *survey)), ("choices", (CHOICES, *choices)), ("settings", SETTINGS)):
        _add_sheet(book, title, rows)
    return book


def _add_sheet(book: Workbook, title: str, rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([cell or None for cell in row])


if __name__ == "__main__":
    make_form().save(FORM)
    sys.stdout.write(f"{FORM.name} written\n")
