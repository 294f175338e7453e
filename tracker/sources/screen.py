"""What is taken out of a text before anything is stored: personal data is masked, military matters are cut.

Spans are computed afterwards, on the screened text alone.
"""

import re

MASK = "▮▮▮"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w+])(?:"
    r"\+\d{1,3}[\s(.-]*\d{2,3}[\s).-]*\d{2,3}[\s.-]?\d{2}[\s.-]?\d{2}"  # +380 44 123 45 67
    r"|\(?0\d{2}\)?[\s.-]*\d{3}[\s.-]?\d{2}[\s.-]?\d{2}"  # 067 123 45 67
    r"|0[\s-]?800[\s-]?\d{2,3}[\s-]?\d{2,3}(?:[\s-]?\d{2})?"
    r")(?!\w)"
)
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
_ADDRESS_EN = re.compile(
    r"\b\d{1,4}[A-Za-z]?,?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:Street|St\.|Avenue|Ave\.|Lane|Boulevard)"
    r"(?:,?\s*(?:apt\.?|apartment|flat)\s*\d+)?"
)

_ABBREVIATION = re.compile(
    r"(?:\b[А-ЯІЇЄҐA-Z]|\b(?:м|с|смт|обл|вул|ул|р|н|тис|тыс|млн|ім|им|напр|г|пос|просп|St|Mr|Dr))\.$"
)
_SENTENCE_END = re.compile(r"[.!?…]+[»\")\]]*\s+|\n+")

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


def screen(text: str) -> str:
    """Take out military sentences and mask personal data."""
    return mask_personal_data(cut_military_sentences(text))


def mask_personal_data(text: str) -> str:
    """Put a constant mask over telephone numbers, e-mail addresses and street addresses with a house number."""
    for pattern in (_EMAIL, _PHONE, _ADDRESS, _ADDRESS_EN):
        text = pattern.sub(MASK, text)
    return text


def cut_military_sentences(text: str) -> str:
    """Cut every sentence that says where forces or air defence are. What stays is unchanged, letter for letter."""
    if not _MILITARY.search(text):
        return text
    return "".join(sentence for sentence in split_sentences(text) if not is_military(sentence)).strip()


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
        if "\n" in end.group() or not _ABBREVIATION.search(head):
            pieces.append(text[start : end.end()])
            start = end.end()
    return [*pieces, text[start:]] if start < len(text) else pieces
