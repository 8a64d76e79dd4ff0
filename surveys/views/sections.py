"""A section of a questionnaire as it comes in and goes out: the same for respondents and for whoever enters paper."""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest

from surveys import pages, services
from surveys.models import Mode, Response
from surveys.rules import MAX_TEXT, Answer, Form, FormQuestion, Invalid, clean
from surveys.visits import Visit

PREFIX = "q_"
BLANK = "blank"


@dataclass(frozen=True)
class Taken:
    """What came of a section: `errors` hold; `reminders` are asked once more, and pass when the page is sent again.

    `unread`: those errors that are of what nobody can read, such as letters in a number.
    """

    response: Response
    number: int
    done: set[str]
    raw: dict[str, str | list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, str] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.reminders)

    def only_unread(self) -> "Taken":
        return replace(self, errors=self.unread, reminders={})

    def next_number(self, form: Form) -> int | None:
        """The next section; this one where the answers opened a question, or changed its choices; None: done."""
        asked = form.asked(self.response.answers)
        here = form.sections[self.number - 1].questions
        if any(question.name in asked and question.name not in self.done and question.is_given for question in here):
            return self.number
        return pages.next_number(form, asked, self.number)


def take_section(
    request: HttpRequest,
    visit: Visit,
    response: Response,
    number: int,
    *,
    mode: Mode = Mode.WEB,
    blanks_pass: bool = False,
) -> Taken:
    """Store what can be read, and say what is wrong. `blanks_pass`: on paper a blank stays one, wanted or not."""
    shown = set(request.POST.get("shown", "").split())
    questions = [question for question in visit.form.sections[number - 1].questions if question.name in shown]
    answers, raw, unread = read_answers(request, questions)
    blank = {name for name, answer in answers.items() if answer in (None, [])} if blanks_pass else set()
    stored = services.save_answers(
        response=response,
        form=visit.form,
        answers=answers,
        page=number,
        passed=shown & set(request.POST.get("asked_again", "").split()),
        mode=mode,
        reasons=dict.fromkeys(blank, BLANK),
    )
    asked, names = visit.form.asked(stored.answers), {question.name for question in questions} - blank
    known = stored.paradata.get("passed", ())
    return Taken(
        response=stored,
        number=number,
        done=shown - {name for name, answer in answers.items() if answer and name not in stored.answers},
        raw=raw,
        unread=unread,
        errors=services.errors_in(visit.form, stored.answers, asked, visit.language, names) | unread,
        reminders=services.reminders_in(visit.form, stored.answers, asked, visit.language, passed=known, names=names),
    )


def section_context(visit: Visit, response: Response, number: int, taken: Taken | None = None) -> dict[str, object]:
    """For the template: the page, with what was typed and what is wrong where it comes back."""
    errors, reminders = (taken.errors, taken.reminders) if taken else ({}, {})
    asked = visit.form.asked(response.answers)
    writer = pages.Writer(
        visit.form,
        visit.language,
        {**response.set_aside, **response.answers},
        standing=response.answers,
        paradata=response.paradata,
        units=visit.units,
    )
    return {
        "visit": visit,
        "page": pages.page_of(writer, number, asked, raw=taken.raw if taken else None, errors=reminders | errors),
        "previous": pages.previous_number(visit.form, asked, number),
        "only_reminders": bool(reminders) and not errors,
        "asked_again": " ".join(reminders),
    }


def read_answers(
    request: HttpRequest, questions: list[FormQuestion]
) -> tuple[dict[str, Answer | None], dict[str, str | list[str]], dict[str, str]]:
    """What was given: stored values (None: taken away), what was typed, and errors of what cannot be read."""
    answers: dict[str, Answer | None] = {}
    raw: dict[str, str | list[str]] = {}
    errors: dict[str, str] = {}
    for question in questions:
        if not question.is_given:
            continue
        given = request.POST.getlist(PREFIX + question.name)
        raw[question.name] = given if question.choices else " ".join(given)[:MAX_TEXT]
        try:
            answers[question.name] = clean(question, given)
        except Invalid as wrong:
            errors[question.name] = str(wrong)
    return answers, raw, errors
