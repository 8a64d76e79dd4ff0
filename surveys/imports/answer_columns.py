"""One column of a file with answers: reads and checks its cells, and remembers those it has met."""

from django.utils.translation import gettext as _

from studies.personal_numbers import personal_number
from surveys.rules import Answer, Answers, FormQuestion, Invalid, clean, not_possible, validate

REMEMBERED = 5_000
LONG = 40
Verdict = tuple[Answer | None, str]


class AnswerColumn:
    """`read` gives the answer and what is wrong with it, blank where nothing is."""

    def __init__(self, question: FormQuestion) -> None:
        self.question = question
        rule = question.constraint
        rules = [each for each in (question.choice_filter, rule) if each is not None]
        self.reads = frozenset(name for each in rules for name in each.variables)
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
        if answer in (None, []) or not (said := validate(self.question, answer, answers)):
            return ""
        rule = self.question.constraint
        if said == not_possible() and rule is not None:
            said = _("This answer is not possible here; the question's condition is %(rule)s.") % {"rule": rule.text}
        return f"“{_shown(answer)}”: {said}"


def _shown(answer: Answer | None) -> str:
    return " ".join(map(str, answer))[:LONG] if isinstance(answer, list) else str(answer)[:LONG]


def respondent_problem(respondent: str) -> str:
    if not respondent:
        return _("The respondent is blank.")
    if len(respondent) > 100:
        return _("The respondent's code is longer than 100 characters.")
    if personal_number(respondent):
        return _("The respondent's code seems to be a personal number (CPR).")
    return ""
