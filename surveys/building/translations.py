"""All texts of a questionnaire beside their translation, written back at once."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studies.problems import Problem
from surveys.building import edits
from surveys.gaps import texts_of
from surveys.specification import FormSpec, Texts

PREFIX = "text_"
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Slot:
    """A text to translate; `texts` is the questionnaire's own."""

    number: int
    name: str
    part: str
    texts: Texts
    source: str
    target: str

    @property
    def field(self) -> str:
        return f"{PREFIX}{self.number}"

    @property
    def lines(self) -> int:
        return min(12, 1 + max(len(self.source), len(self.target)) // 60 + self.source.count("\n"))


def slots(form: FormSpec, source: str, target: str) -> list[Slot]:
    """Texts that the questionnaire has in any language, in its order."""
    filled = [(name, part, texts) for name, part, texts in texts_of(form) if texts]
    return [
        Slot(number, name, part, texts, texts.get(source) or next(iter(texts.values())), texts.get(target, ""))
        for number, (name, part, texts) in enumerate(filled)
    ]


def write(form: FormSpec, source: str, target: str, data: Mapping[str, str]) -> Iterator[Problem]:
    """What the page sent, into the form; a blank takes a translation away. Gives what is wrong."""
    for slot in slots(form, source, target):
        text = data.get(slot.field)
        if text is None:
            continue
        text = text.replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            said = _("The text for %(name)s is longer than %(most)d characters.")
            yield Problem(said % {"name": f"“{slot.name}”", "most": LONGEST}, _("Shorten it."))
        elif text:
            slot.texts[target] = text
        else:
            slot.texts.pop(target, None)
    share_lists(form)


def share_lists(form: FormSpec) -> None:
    """What was written to the first question of a list holds for all of them."""
    for first, *others in edits.lists_of(form).values():
        for question in others:
            question.choices, question.variants = deepcopy(first.choices), deepcopy(first.variants)


def keep_languages(form: FormSpec) -> None:
    """Texts in languages that the questionnaire no longer has are gone."""
    for _name, _part, texts in texts_of(form):
        for language in [code for code in texts if code not in form.languages]:
            del texts[language]
    share_lists(form)
