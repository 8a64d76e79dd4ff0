"""A subject and a text to begin with, for each kind of mail and for letters."""

from collections.abc import Callable, Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from surveys.models import Collection, MailKind
from surveys.visits import languages_of


def first_texts(collection: Collection, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """In every language of the collection that the program itself speaks."""
    subject, body = {}, {}
    for code in languages_of(collection):
        if translation.check_for_language(code):
            with translation.override(code):
                subject[code] = _subject(kind)
                body[code] = "\n\n".join([_("Dear {name},"), *BODIES[kind](collection), *_regards(collection)])
    return subject, body


def _subject(kind: str) -> str:
    if kind == MailKind.REMINDER:
        return _("Reminder: {questionnaire}")
    if kind == MailKind.CONTACT:
        return _("{questionnaire}: please send a link on")
    return _("{questionnaire}: we ask for your answers")


def _regards(collection: Collection) -> Iterator[str]:
    if collection.study.contact:
        yield _("Questions? {contact}")
    yield _("Kind regards\n{controller}")


def _by(collection: Collection, text: str) -> str:
    until = _("Please answer by {closes}.")
    return f"{text} {until}" if collection.closes else text


def _invitation(collection: Collection) -> Iterator[str]:
    yield _("{controller} asks you to take part in “{questionnaire}”. Here is your link, for you alone:")
    yield "{link}"
    yield _by(collection, _("You can stop on the way and go on later with the same link."))


def _reminder(collection: Collection) -> Iterator[str]:
    yield _("We have asked you to take part in “{questionnaire}”, and have no answers from you yet. Your link:")
    yield "{link}"
    yield _by(collection, _("If you have begun, you go on where you stopped."))


def _contact(collection: Collection) -> Iterator[str]:
    yield _("You are our contact in {unit} for “{questionnaire}”. On this page you find a link to send on:")
    yield "{link}"
    yield _("There you also tell us how many in {unit} could answer, so that we know how large a share has answered.")
    yield _by(collection, _("You do not see who answers, and need not follow up on anybody."))


def _letter(collection: Collection) -> Iterator[str]:
    yield _("{controller} asks you to take part in “{questionnaire}”.")
    yield _("Open the address below, or point a phone's camera at the square. The link is for you alone.")
    yield _by(collection, _("You can stop on the way and go on later with the same link."))


BODIES: dict[str, Callable[[Collection], Iterator[str]]] = {
    MailKind.INVITATION: _invitation,
    MailKind.REMINDER: _reminder,
    MailKind.CONTACT: _contact,
    MailKind.LETTER: _letter,
}
