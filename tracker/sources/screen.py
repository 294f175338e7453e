"""What is taken out of a text before anything is stored: personal data is masked, military matters are cut.

Spans are computed afterwards, on the screened text alone.
"""

import re
from collections.abc import Iterable

from tracker.sources.letters import Stems, small_letters

MASK = "▮▮▮"

# A run of signs is tried from its beginning only: from each of them it takes the square of its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Begins with its first sign, which is looked for fast; what may not stand before it comes second.
_PHONE = re.compile(
    r"[+(0](?<![\w+].)(?:"
    r"(?<=\+)\d{1,3}[\s(.-]*\d{2,3}[\s).-]*\d{2,3}[\s.-]?\d{2}[\s.-]?\d{2}"  # +380 44 123 45 67
    r"|(?:(?<=\()0|(?<=0))\d{2}\)?[\s.-]*\d{3}[\s.-]?\d{2}[\s.-]?\d{2}"  # 067 123 45 67
    r"|(?<=0)[\s-]?800[\s-]?\d{2,3}[\s-]?\d{2,3}(?:[\s-]?\d{2})?"
    r")(?!\w)"
)
_STREET_STEMS = ("вул", "просп", "пр-т", "пров", "бульв", "площ", "ул.", "улиц", "пер.", "переул")
_STREET_WORD = (
    r"(?:вул(?:\.|иц[яіюею]+)|просп(?:\.|ект[іауом]*)|пр-т|пров(?:\.|улок|улку)|бульв(?:\.|ар[іу]?)|площ[аіу]"
    r"|ул(?:\.|иц[аеыу])|пер(?:\.|еулок|еулке))"
)
# A street with a house number is somebody's door. A street alone is a place that an outage may concern.
_ADDRESS = re.compile(
    rf"\b{_STREET_WORD}\s*[«\"]?[\w'ʼ’.-]+(?:\s+[\w'ʼ’-]+){{0,3}}?[»\"]?,?\s*"
    r"(?:(?:буд(?:\.|инок|инку)|дом|д\.|№)\s*)?\d{1,4}(?:[/-]\d{1,4})?\s?[а-яіїєґ]?\b"
    r"(?!\s*(?:тис|млн|тыс|градус|кВ|споживач|абонент|будинк|домов|родин|год))"
    r"(?:,?\s*(?:кв(?:\.|артира)|к\.)\s*\d+)?",
    re.IGNORECASE,
)
_STREET_STEMS_EN = ("street", "st.", "avenue", "ave.", "lane", "boulevard")
_ADDRESS_EN = re.compile(
    r"\b\d{1,4}[A-Za-z]?,?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:Street|St\.|Avenue|Ave\.|Lane|Boulevard)"
    r"(?:,?\s*(?:apt\.?|apartment|flat)\s*\d+)?"
)

_ABBREVIATION = re.compile(
    r"(?:\b[А-ЯІЇЄҐA-Z]|\b(?:м|с|смт|обл|вул|ул|р|н|тис|тыс|млн|ім|им|напр|г|пос|просп|St|Mr|Dr))\.$"
)
LONGEST_ABBREVIATION = 8  # characters, with what stands before it and its full stop
_SENTENCE_END = re.compile(r"[.!?…]+[»\")\]]*\s+|\n+")

# One of these is in each match of the pattern below.
_MILITARY_STEMS = (
    *("ппо", "пво", "зрк", "зрпк", "с-300", "с-400", "patriot", "iris-t", "nasams", "himars", "рсзв", "рсзо", "зенітн"),
    *("зенитн", "радар", "рлс", "артилер", "артиллер", "гаубиц", "бригад", "батальйон", "батальон", "військ", "воинск"),
    *("в/ч", "підрозділ", "подразделени", "командн", "штаб", "боєприпас", "боеприпас", "войск", "танк"),
    *("air-def", "air def", "missile launcher", "artillery", "howitzer", "brigade", "battalion", "troops"),
    *("command post", "ammunition d", "military unit"),
)
_MILITARY = re.compile(
    r"\b(?:ППО|ПВО|ЗРК|ЗРПК|С-300|С-400|Patriot|IRIS-T|NASAMS|HIMARS|РСЗВ|РСЗО"
    r"|зенітн\w*|зенитн\w*|радар\w*|РЛС|артилері\w*|артиллери\w*|гаубиц\w*"
    # Repair crews are called brigades too, so a brigade needs its number or its arm.
    r"|\d+-\w{1,3} (?:окрем\w+ |отдельн\w+ )?(?:\w+ )?бригад\w*"
    r"|(?:механіз|танков|штурм|десант|піхот|механиз|пехот)\w* бригад\w*"
    r"|батальйон\w*|батальон\w*|військов\w+ частин\w*|воинск\w+ част\w*|в/ч"
    r"|підрозділ\w* (?:ЗСУ|військ)\w*|подразделени\w* (?:ВСУ|войск)\w*|командн\w+ пункт\w*"
    r"|штаб\w* (?:бригад|військ|войск|угрупован|группировк)\w*|боєприпас\w*|боеприпас\w*"
    r"|військ(?:а|ами|ах|ова техніка|ової техніки|ову техніку)|войск(?:а|ами|ах)|танк(?:и|ів|ов|ами)"
    r"|air[- ]defen[cs]e (?:system|batter|position|unit|crew)\w*|missile launcher\w*|artillery|howitzer\w*"
    r"|brigade\w*|battalion\w*|troops|command post\w*|ammunition (?:depot|dump)\w*|military unit\w*)",
    re.IGNORECASE,
)
_WHEREABOUTS = re.compile(
    r"\b(?:позиці[яїюйях]\w*|позици[яиюйях]\w*|розташ\w*|розміщен\w*|размещ\w*|располож\w*|дислок\w*"
    r"|розгорн\w*|разверн\w*|перекин\w*|переброс\w*|перемісти\w*|переместил\w*|скупчен\w*|скоплен\w*"
    r"|сто(?:їть|ять|ит|ят)\b|базу\w*|базир\w*|склад(?:и|у|і|ах|ы|е)?\b"
    r"|deploy\w*|station(?:ed|s at)|positioned|positions?|located|based|redeployed|relocated|massing"
    r"|moved (?:to|into|near))",
    re.IGNORECASE,
)
_STRIKE_OR_LOSS = re.compile(
    r"атак\w*|удар\w*|влуч\w*|обстр\w*|пошкод\w*|знестру\w*|без (?:світл|електр|тепл|опален|вод)\w*|відключ\w*"
    r"|попадан\w*|поврежд\w*|обесточ\w*|без (?:свет|электр|отоплен)\w*|отключ\w*|ремонт\w*|відновл\w*|восстан\w*"
    r"|\b(?:attack|str[iu]ck|strike|hit|shell|damage|outage|blackout|repair|restor)\w*"
    r"|\bwithout (?:power|electric|heat|water)\w*",
    re.IGNORECASE,
)
_ENERGY = re.compile(
    r"енерг\w*|енергети\w*|підстанц\w*|електр\w*|світл\w*|опален\w*|тепло\w*|ТЕЦ|ТЕС|ГЕС|АЕС|ЛЕП|абонент\w*|споживач\w*"
    r"|энерг\w*|подстанц\w*|электр\w*|ТЭЦ|ТЭС|ГЭС|АЭС|потребител\w*"
    r"|\b(?:energy|power|electric\w*|substation\w*|grid|heat\w*|customers?|consumers?)\b",
    re.IGNORECASE,
)


_STEMS = Stems((*_MILITARY_STEMS, *_STREET_STEMS, *_STREET_STEMS_EN))
_STREETS = len(_MILITARY_STEMS)  # the number of the first stem of a street
_STREETS_EN = _STREETS + len(_STREET_STEMS)

Found = list[tuple[int, int]]  # numbers of stems, and where they begin


def screen(text: str) -> str:
    """Take out military sentences and mask personal data."""
    found = _find(text)
    cut = _cut(text, found)
    return _mask(cut, found if cut == text else None)


def mask_personal_data(text: str) -> str:
    """Put a constant mask over telephone numbers, e-mail addresses and street addresses with a house number."""
    return _mask(text, None)


def cut_military_sentences(text: str) -> str:
    """Cut every sentence that says where forces or air defence are. What stays is unchanged, letter for letter."""
    return _cut(text, _find(text))


def is_military(sentence: str) -> bool:
    """Tell whether a sentence places forces. A strike on energy, or a loss of supply, is never taken for it."""
    tells_where = _MILITARY.search(sentence) is not None and _WHEREABOUTS.search(sentence) is not None
    is_ours = _STRIKE_OR_LOSS.search(sentence) is not None and _ENERGY.search(sentence) is not None
    return tells_where and not is_ours


def split_sentences(text: str) -> list[str]:
    """Cut a text at the ends of its sentences and lines; the pieces joined are the text."""
    pieces, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        head = text[start : end.start() + 1]
        if "\n" in end.group() or not _ABBREVIATION.search(head[-LONGEST_ABBREVIATION:]):
            pieces.append(text[start : end.end()])
            start = end.end()
    return [*pieces, text[start:]] if start < len(text) else pieces


def _find(text: str) -> Found:
    return _STEMS.find(small_letters(text))


def _cut(text: str, found: Found) -> str:
    """Only sentences in which a stem stands are looked at."""
    starts = iter([start for number, start in found if number < _STREETS])
    next_start = next(starts, None)
    if next_start is None:
        return text
    kept, end = [], 0
    for sentence in split_sentences(text):
        end += len(sentence)
        is_suspect = next_start is not None and next_start < end
        while next_start is not None and next_start < end:
            next_start = next(starts, None)
        if not (is_suspect and is_military(sentence)):
            kept.append(sentence)
    return "".join(kept).strip()


def _mask(text: str, found: Found | None) -> str:
    """`found` is what stands in the text, where that is known."""
    masked = _PHONE.sub(MASK, _EMAIL.sub(MASK, text) if "@" in text else text)
    if found is None or masked != text:
        found = _find(masked)
    addressed = _mask_at(masked, (start for number, start in found if _STREETS <= number < _STREETS_EN))
    if any(number >= _STREETS_EN for number, _ in found):
        return _ADDRESS_EN.sub(MASK, addressed)
    return addressed


def _mask_at(text: str, starts: Iterable[int]) -> str:
    """Mask the addresses that begin at some places."""
    pieces, end = [], 0
    for start in starts:
        if start >= end and (address := _ADDRESS.match(text, start)):
            pieces += [text[end:start], MASK]
            end = address.end()
    return "".join([*pieces, text[end:]]) if pieces else text
