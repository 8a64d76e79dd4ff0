"""Texts of mails and letters: placeholders, what fills them for one person, and a first text to begin with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studies.numbers import as_text
from studies.problems import Problem, Problems
from studies.texts import pick
from surveys import links
from surveys.models import Collection, Invitation, MailKind, UnitContact
from surveys.visits import language_name, languages_of

PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLACEHOLDERS = {
    "name": gettext_lazy("the person's name"),
    "unit": gettext_lazy("the unit they answer for"),
    "link": gettext_lazy("their own link"),
    "closes": gettext_lazy("the last day to answer"),
    "contact": gettext_lazy("whom to ask, from the study's settings"),
    "study": gettext_lazy("the study's title"),
    "questionnaire": gettext_lazy("the questionnaire's title"),
    "controller": gettext_lazy("the data controller"),
}
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A mail or a letter for one person, in one language."""

    language: str
    subject: str
    body: str
    link: str
    opt_out: str = ""

    @property
    def whole(self) -> str:
        """The text with its last lines: in every mail a person can say that they want no more."""
        if not self.opt_out:
            return self.body
        with translation.override(self.language):
            said = _("If you want no more e-mails about this survey: %(link)s") % {"link": self.opt_out}
        return f"{self.body}\n\n-- \n{said}\n"


class Writer:
    """Writes one mailing's texts for anybody in the collection."""

    def __init__(self, collection: Collection, subject: Texts, body: Texts) -> None:
        self.collection, self.subject, self.body = collection, subject, body
        self.default = collection.version.default_language

    def language_for(self, wanted: str) -> str:
        """The person's, where there is a text in it; else the questionnaire's own, else any there is."""
        choices = (wanted, self.default, *languages_of(self.collection), *self.body)
        return next((code for code in choices if self.body.get(code)), self.default)

    def for_person(self, invitation: Invitation, language: str = "") -> Written:
        identity = getattr(invitation, "identity", None)
        own = {"name": identity.name if identity else "", "unit": _name_of(invitation)}
        return self._written(
            self.language_for(language or invitation.language),
            invitation.sample | own,
            links.link_of(invitation),
            links.no_mail_link_of(invitation),
        )

    def for_contact(self, contact: UnitContact, language: str = "") -> Written:
        own = {"name": contact.name, "unit": _name_of(contact)}
        return self._written(
            self.language_for(language or contact.language),
            own,
            links.contact_link_of(contact),
            links.no_contact_mail_link_of(contact),
        )

    def _written(self, language: str, own: Mapping[str, str | float], link: str, opt_out: str = "") -> Written:
        with translation.override(language):
            values = {name: as_text(value) for name, value in own.items()} | self._of_all(language) | {"link": link}
            values["name"] = values["name"] or _("participant")
        subject = " ".join(fill(self.subject.get(language, ""), values).split())
        return Written(language, subject, fill(self.body.get(language, ""), values), link, opt_out)

    def _of_all(self, language: str) -> dict[str, str]:
        collection, study = self.collection, self.collection.study
        return {
            "closes": date_format(collection.closes) if collection.closes else "",
            "contact": study.contact,
            "study": pick(study.title, language),
            "questionnaire": pick(collection.version.questionnaire.title, language),
            "controller": study.controller or pick(study.title, language),
        }


def _name_of(asked: Invitation | UnitContact) -> str:
    return asked.unit.name if asked.unit else ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """What is not known here stands blank: what may be written is checked when the text is saved."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def problems_of(kind: str, subject: Texts, body: Texts, known: frozenset[str]) -> tuple[Problem, ...]:
    """`known`: names of sample variables, which may be used as well."""
    problems = Problems()
    problems.check_personal(subject=subject, body=body)
    languages = dict.fromkeys([*subject, *body])
    if not languages:
        problems.add(_("There is no text."), _("Write a subject and a text in at least one language."))
    for code in languages:
        for name, texts in (("subject", subject), ("body", body)):
            if not texts.get(code, "").strip():
                said = _("In “%(language)s” there is a text without a subject, or a subject without a text.")
                problems.add(
                    said % {"language": language_name(code)}, _("Write both, or neither."), column=f"{name}_{code}"
                )
            _check_placeholders(texts.get(code, ""), f"{name}_{code}", known, problems)
        if kind != MailKind.LETTER and "{link}" not in body.get(code, ""):
            said = _("The text in “%(language)s” has no link.") % {"language": language_name(code)}
            problems.add(said, _("Write {link} where the link is to stand."), column=f"body_{code}")
    return problems.in_order()


def _check_placeholders(text: str, column: str, known: frozenset[str], problems: Problems) -> None:
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name not in PLACEHOLDERS and name not in known:
            problems.add(
                _("Nothing is known that could stand for {%(name)s}.") % {"name": name},
                _("Use one of: %(known)s.")
                % {"known": ", ".join(f"{{{x}}}" for x in (*PLACEHOLDERS, *sorted(known)))},
                column=column,
            )
