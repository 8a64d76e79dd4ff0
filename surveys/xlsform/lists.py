"""The lists of choices of a questionnaire, as the rows of a sheet."""

from collections.abc import Iterator

from surveys.specification import FormSpec, QuestionSpec, VariantSpec
from surveys.xlsform.rows import Row, texts


class Lists:
    """Questions with the same list share its rows; a list of the same name that says something else gets another."""

    def __init__(self, form: FormSpec) -> None:
        self.questions: dict[str, QuestionSpec] = {}
        for question in form.questions():
            if question.choices:
                self.questions.setdefault(self.name_of(question), question)
        variants = [
            variant for each in self.questions.values() for rows in each.variants.values() for variant in rows
        ]
        self.columns = tuple(sorted({column for variant in variants for column in variant.columns}))
        self.has_duplicates = any(
            len(rows) > 1 for each in self.questions.values() for rows in each.variants.values()
        )

    def name_of(self, question: QuestionSpec) -> str:
        name, number = question.list_name or question.name, 2
        wanted = name
        while wanted in self.questions and not _same(self.questions[wanted], question):
            wanted, number = f"{name}_{number}", number + 1
        return wanted

    def rows(self) -> Iterator[Row]:
        for name, question in self.questions.items():
            for code, label in question.choices.items():
                for variant in question.variants.get(code) or [VariantSpec()]:
                    cells = {(column, ""): value for column, value in variant.columns.items()}
                    yield {
                        ("list_name", ""): name,
                        ("name", ""): code,
                        **texts("label", variant.label or label),
                        **cells,
                    }


def _same(one: QuestionSpec, other: QuestionSpec) -> bool:
    return list(one.choices.items()) == list(other.choices.items()) and one.variants == other.variants
