"""What may be given as an answer: read from text, checked, with a sentence where it is refused."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from studies.numbers import latin, parse_number
from studies.personal_numbers import personal_number
from studies.texts import pick
from surveys.models import QuestionType
from surveys.rules.expressions import Answer, Answers
from surveys.rules.questions import FormQuestion

MAX_TEXT = 100_000
MAX_NUMBER = 1e15
DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})$")
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
PLACE = re.compile(r"(\d{1,4}):(.+)")
CONFIRMED = "OK"  # as XLSForm stores an acknowledgement
NOT_CONFIRMED = frozenset({"no", "nej", "false", "0"})


class Invalid(ValueError):  # noqa: N818 -- one says: the answer is invalid
    """An answer that cannot be stored, with the sentence for the person."""


def clean(question: FormQuestion, raw: str | Sequence[str] | None) -> Answer | None:
    """The answer as it is stored; None where it was left blank. Raises Invalid."""
    if question.is_list:
        return _several(question, raw) if question.type == QuestionType.SELECT_MULTIPLE else _ranked(question, raw)
    text = raw if isinstance(raw, str) else next(iter(raw or ()), "")
    if not text.strip():
        return None
    if question.type == QuestionType.SELECT_ONE:
        return _code(question, text.strip())
    if question.type == QuestionType.SCALE:
        return _point(question, text)
    return READERS.get(question.type, _text)(text)


def _code(question: FormQuestion, code: str) -> str:
    if code not in question.codes:
        known = ", ".join(list(question.codes)[:12])
        raise Invalid(_("“%(code)s” is none of the choices (%(known)s).") % {"code": code[:80], "known": known})
    return code


def _several(question: FormQuestion, raw: str | Sequence[str] | None) -> list[str] | None:
    """In the order of the choices, each once. Blank text is no answer; an empty list is *none marked*."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    codes = {_code(question, code) for code in (raw.split() if isinstance(raw, str) else raw) if code}
    return sorted(codes, key=lambda code: question.codes[code])


def _ranked(question: FormQuestion, raw: str | Sequence[str] | None) -> list[str] | None:
    """Codes, first to last. From a page each comes with its place, as in `2:cost`; a file has them in order."""
    if raw is None or isinstance(raw, str):
        codes = [_code(question, code) for code in (raw or "").split()]
    else:
        codes = _by_place(question, raw)
    if len(set(codes)) < len(codes):
        raise Invalid(_("A choice stands twice in the ranking."))
    return codes or None


def _by_place(question: FormQuestion, raw: Sequence[str]) -> list[str]:
    placed: dict[int, str] = {}
    for each in filter(None, raw):
        match = PLACE.fullmatch(each)
        code = _code(question, match[2] if match else each)
        place = int(match[1]) if match else len(placed) + 1
        if place in placed:
            raise Invalid(_("Two choices have the place %(place)d. Give each its own.") % {"place": place})
        placed[place] = code
    return [placed[place] for place in sorted(placed)]


def _point(question: FormQuestion, text: str) -> int | float:
    """A point of the scale, or a number that is declared to be no answer."""
    number = _number(text)
    scale = question.scale
    point = int(number) if number.is_integer() else number
    if scale is None or point in scale.points or str(point) in question.missing:
        return point
    said = _("“%(text)s” is no point of the scale from %(start)s to %(end)s.")
    raise Invalid(said % {"text": text.strip()[:80], "start": scale.points[0], "end": scale.points[-1]})


def _confirmed(text: str) -> str:
    if text.strip().lower() in NOT_CONFIRMED:
        raise Invalid(_("A confirmation is OK, or left blank."))
    return CONFIRMED


def _number(text: str) -> float:
    number = parse_number(latin(text))
    if number is None:
        raise Invalid(_("“%(text)s” is not a number.") % {"text": text.strip()[:80]})
    if abs(number) > MAX_NUMBER:
        raise Invalid(_("The number is too large."))
    return number


def _whole(text: str) -> int:
    number = _number(text)
    if not number.is_integer():
        raise Invalid(_("“%(text)s” is not a whole number.") % {"text": text.strip()[:80]})
    return int(number)


def _date(text: str) -> str:
    """ISO, or day first as in 24-12-2004; a time of day after it (as spreadsheets write) is dropped."""
    day = latin(text).strip().partition("T")[0].removesuffix("00:00:00").strip()
    try:
        if match := DAY_FIRST.match(day):
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        if len(day) == 10:
            return date.fromisoformat(day).isoformat()
    except ValueError:
        pass
    raise Invalid(_("“%(text)s” is not a date; write it as 24-12-2004 or 2004-12-24.") % {"text": text[:80]})


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise Invalid(_("The text is longer than %(most)d characters.") % {"most": MAX_TEXT})
    if NOT_TEXT.search(text):
        raise Invalid(_("The text holds a character that cannot be stored."))
    if personal_number(text):
        raise Invalid(_("The text seems to hold a personal number (CPR). Leave it out, please."))
    return text.replace("\r\n", "\n")


READERS: dict[str, Callable[[str], Answer]] = {
    QuestionType.INTEGER: _whole,
    QuestionType.DECIMAL: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
    QuestionType.ACKNOWLEDGE: _confirmed,
}


def validate(question: FormQuestion, value: Answer | None, answers: Answers, language: str = "") -> str | None:
    """What is wrong with a value that could be read: required and blank, not offered, or against its own rule."""
    if value is None or value == []:
        return required_message(question, language) if question.required else None
    if question.choices and (wrong := _not_offered(question, value, answers)):
        return wrong
    rule = question.constraint
    if rule is None or rule.holds(answers, own=value):
        return None
    return pick(question.constraint_message, language) or not_possible()


def not_possible() -> str:
    """Where the question has no sentence of its own."""
    return _("This answer is not possible here.")


def required_message(question: FormQuestion, language: str = "") -> str:
    return pick(question.required_message, language) or _("Please answer this question.")


def is_whole(question: FormQuestion, value: Answer | None, answers: Answers) -> bool:
    """A ranking is an answer when every choice has its place."""
    if question.type != QuestionType.RANK or not isinstance(value, list):
        return True
    return len(value) == len(question.offered(answers))


def _not_offered(question: FormQuestion, value: Answer, answers: Answers) -> str:
    if question.choice_filter is not None and question.possible(value, question.offered(answers)) != value:
        return _("This choice is not offered here.")
    if not is_whole(question, value, answers):
        return _("Please give every choice its place.")
    return ""
