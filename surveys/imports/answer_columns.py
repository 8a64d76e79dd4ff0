"""One column of a file with answers: reads and checks its cells, and remembers those it has met."""

from django.utils.translation import gettext as _

from studies.personal_numbers import personal_number
from surveys.rules import Answer, Answers, FormQuestion, Invalid, clean, validate

REMEMBERED = 5_000
LONG = 40
Verdict = tuple[Answer | None, str]


class AnswerColumn:
    """`read` gives the answer and what is wrong with it, blank where nothing is."""

    def __init__(self, question: FormQuestion) -> None:
        self.question = question
        rule = question.constraint
        self.depends_on_others = question.choice_filter is not None or (rule is not None and bool(rule.variables))
        self.remembered: dict[str, Verdict] = {}

    def read(self, cell: str) -> Verdict:
        verdict = self.remembered.get(cell)
        if verdict is None:
            verdict = self._read(cell)
            if len(cell) <= LONG and len(self.remembered) < REMEMBERED:
                self.remembered[cell] = verdict
        return verdict

    def _read(self, cell: str) -> Verdict:
        try:
            answer = clean(self.question, cell)
        except Invalid as wrong:
            return None, str(wrong)
        return answer, "" if self.depends_on_others else self.check(answer, {})

    def check(self, answer: Answer | None, answers: Answers) -> str:
        """The question's own rule; a blank answer to a question that must be answered is counted, not refused."""
        return (validate(self.question, answer, answers) or "") if answer not in (None, []) else ""


def respondent_problem(respondent: str) -> str:
    if not respondent:
        return _("The respondent is blank.")
    if len(respondent) > 100:
        return _("The respondent's code is longer than 100 characters.")
    if personal_number(respondent):
        return _("The respondent's code seems to be a personal number (CPR).")
    return ""
