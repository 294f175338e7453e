"""What partners call the columns of a record and what they write into them. The first name of each is ours."""

from collections.abc import Mapping

from tracker.model import Cause, ClaimKind, Scope, Service, Status, Target, Unit, Weapon
from tracker.sources.cells import fold_word

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "report_id": ("report_id", "id", "номер", "номер звіту", "номер отчета"),
    "title": ("title", "headline", "заголовок"),
    "text": ("text", "body", "message", "текст", "повідомлення", "сообщение"),
    "observed_at": ("observed_at", "published", "published_at", "date", "time", "дата", "час", "дата і час", "время"),
    "published_precision": ("published_precision",),
    "lang": ("lang", "language", "мова", "язык"),
    "source_name": ("source_name", "publisher", "organisation", "organization", "джерело", "організація", "источник"),
    "source_url": ("source_url", "url", "link", "посилання", "ссылка"),
    "kind": ("kind", "вид", "подія", "событие"),
    "service": ("service", "послуга", "услуга", "що зникло"),
    "place": ("place", "settlement", "населений пункт", "місце", "место", "населенный пункт"),
    "oblast": ("oblast", "region", "adm1", "область"),
    "lat": ("lat", "latitude", "широта"),
    "lon": ("lon", "lng", "longitude", "довгота", "долгота"),
    "target_kind": ("target_kind", "target", "об'єкт", "объект"),
    "weapon": ("weapon", "зброя", "оружие"),
    "cause": ("cause", "причина"),
    "scope": ("scope", "extent", "охоплення", "охват"),
    "customers": ("customers", "абонентів", "споживачів", "абоненти", "абонентов", "потребителей"),
    "households": ("households", "домогосподарств", "домогосподарства", "домохозяйств"),
    "people": ("people", "persons", "людей", "осіб", "жителів"),
    "settlements": ("settlements", "населених пунктів", "населенных пунктов"),
    "status": ("status", "стан", "статус", "состояние"),
    "started_at": ("started_at", "since", "off_since", "зникло о", "з якого часу", "начало"),
    "restored_at": ("restored_at", "відновлено о", "восстановлено в"),
    "temp_c": ("temp_c", "temperature_c", "temperature", "температура"),
    "note": ("note", "notes", "comment", "примітка", "коментар", "примечание"),
}
NAMES: Mapping[str, str] = {fold_word(name): ours for ours, names in COLUMNS.items() for name in names}
COUNTS: Mapping[str, Unit] = {
    "customers": Unit.CUSTOMERS,
    "households": Unit.HOUSEHOLDS,
    "people": Unit.PEOPLE,
    "settlements": Unit.SETTLEMENTS,
}
UNKNOWN = "unknown"  # said in so many words: the same as a blank


def _words(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Every spelling → our word; our word is a spelling too."""
    return {fold_word(spelling): ours for ours, spellings in table.items() for spelling in (ours, *spellings)}


_NOT_KNOWN = ("not known", "don't know", "невідомо", "неизвестно", "не знаю", "n/a", "?")
KINDS = _words(
    {
        ClaimKind.OUTAGE: ("відключення", "знеструмлення", "отключение", "обесточивание", "power outage"),
        ClaimKind.RESTORATION: ("restored", "відновлення", "восстановление"),
        ClaimKind.STRIKE: ("attack", "удар", "атака", "обстріл", "обстрел"),
        ClaimKind.TEMPERATURE: ("cold", "температура", "холод"),
    }
)
SERVICES = _words(
    {
        Service.ELECTRICITY: ("power", "electric", "світло", "електрика", "електроенергія", "свет", "электричество"),
        Service.HEAT: ("heating", "тепло", "опалення", "отопление"),
        Service.WATER: ("вода", "водопостачання", "водоснабжение"),
        Service.GAS: ("газ",),
    }
)
STATUSES = _words(
    {
        Status.ONGOING: ("out", "off", "no", "no power", "none", "без світла", "немає", "відсутнє", "нет", "без света"),
        Status.PARTIALLY_RESTORED: ("partial", "partly", "частково", "частично"),
        Status.RESTORED: ("on", "back", "power", "є", "відновлено", "есть", "восстановлено"),
        UNKNOWN: _NOT_KNOWN,
    }
)
CAUSES = _words(
    {
        Cause.STRIKE: ("attack", "shelling", "удар", "атака", "обстріл", "обстрел"),
        Cause.EMERGENCY_SHUTDOWN: (
            "emergency",
            "екстрене відключення",
            "екстрені відключення",
            "экстренное отключение",
        ),
        Cause.NETWORK_LIMIT: ("limit", "обмеження", "ограничение"),
        Cause.SCHEDULED: ("schedule", "planned", "графік", "за графіком", "планове", "график", "плановое"),
        Cause.WEATHER: ("storm", "негода", "непогода"),
        Cause.ACCIDENT: ("fault", "аварія", "авария"),
        Cause.DAMAGE: ("damaged", "пошкодження", "повреждение", "зношення", "износ"),
        UNKNOWN: _NOT_KNOWN,
    }
)
TARGETS = _words(
    {
        Target.SUBSTATION: ("підстанція", "подстанция"),
        Target.GRID_LINES: ("line", "lines", "power line", "лінія", "лінії", "леп", "лэп", "линия"),
        Target.CHP: ("thermal plant", "тец", "тэц"),
        Target.HPP: ("hydro", "гес", "гэс"),
        Target.NPP: ("nuclear", "аес", "аэс"),
        Target.GAS: ("gas facility", "газовий об'єкт", "газовый объект"),
        Target.HEAT: ("boiler house", "котельня", "котельная", "тепломережа"),
        Target.UNSPECIFIED: ("other", "unknown", "інше", "невідомо", "другое", "неизвестно"),
    }
)
WEAPONS = _words(
    {
        Weapon.MISSILE: ("ракета", "missiles", "ракети"),
        Weapon.DRONE: ("drones", "uav", "дрон", "бпла", "безпілотник", "беспилотник"),
        Weapon.SHELLING: ("artillery", "обстріл", "артилерія", "обстрел"),
        UNKNOWN: _NOT_KNOWN,
    }
)
SCOPES = _words(
    {
        Scope.WHOLE: ("all", "everyone", "весь", "вся", "усі", "повністю", "все", "полностью"),
        Scope.MOST: ("більшість", "большинство"),
        Scope.PART: ("some", "a part", "частина", "частково", "часть", "частично"),
        UNKNOWN: _NOT_KNOWN,
    }
)
