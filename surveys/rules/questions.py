"""A question as the rules see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from surveys.models import QuestionType
from surveys.rules.expressions import Answer, Answers, Expression
from surveys.rules.scales import Scale, scale_of

Texts = Mapping[str, str]
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One row of a choice in its list. A blank label is the choice's own."""

    code: str
    label: Texts
    columns: Mapping[str, str]


@dataclass(frozen=True)
class FormQuestion:
    name: str
    type: str
    section: str
    label: Texts
    hint: Texts
    required: bool
    relevant: Expression | None
    constraint: Expression | None
    constraint_message: Texts
    appearance: str
    choices: Mapping[str, Texts]
    missing: frozenset[str]
    soft_required: bool = False
    required_message: Texts = field(default_factory=dict)
    calculation: Expression | None = None
    default: Answer | Expression | None = None
    choice_filter: Expression | None = None
    variants: tuple[Variant, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    low_label: Texts = field(default_factory=dict)
    high_label: Texts = field(default_factory=dict)
    grid: str = ""
    offers: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def takes_answer(self) -> bool:
        """A value is stored under its name: given by a person, or calculated."""
        return self.type != QuestionType.NOTE

    @property
    def is_given(self) -> bool:
        """A person answers it."""
        return self.type not in {QuestionType.NOTE, QuestionType.CALCULATE}

    @property
    def is_list(self) -> bool:
        return self.type in {QuestionType.SELECT_MULTIPLE, QuestionType.RANK}

    @cached_property
    def codes(self) -> dict[str, int]:
        """The place of each choice in the list."""
        return {code: place for place, code in enumerate(self.choices)}

    @cached_property
    def scale(self) -> Scale | None:
        return scale_of(self.parameters) if self.type == QuestionType.SCALE else None

    @property
    def is_shuffled(self) -> bool:
        return bool(self.choices) and self.parameters.get("randomize") == "true"

    @cached_property
    def rows(self) -> tuple[Variant, ...]:
        """Every row of the list, in order; a choice without variants is one row."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[Variant]:
        of_code: dict[str, list[Variant]] = {}
        for variant in self.variants:
            of_code.setdefault(variant.code, []).append(variant)
        for code, label in self.choices.items():
            for variant in of_code.get(code) or [Variant(code, {}, {})]:
                yield variant if variant.label else Variant(code, label, variant.columns)

    def offered_rows(self, answers: Answers) -> tuple[int, ...]:
        """The places of the rows that the filter lets through, given these answers."""
        rule = self.choice_filter
        if rule is None:
            return tuple(range(len(self.rows)))
        key = tuple(repr(answers.get(name)) for name in rule.variables)
        found = self.offers.get(key)
        if found is None:
            if len(self.offers) >= KEPT:
                self.offers.clear()  # another thread may do so at any time: nothing is read back
            rows = enumerate(self.rows)
            found = tuple(place for place, row in rows if rule.holds(answers, columns=row.columns))
            self.offers[key] = found
        return found

    def offered(self, answers: Answers) -> frozenset[str]:
        return frozenset(self.rows[place].code for place in self.offered_rows(answers))

    def possible(self, answer: Answer | None, offered: Iterable[str]) -> Answer | None:
        """What of an answer is left where the filter offers these choices."""
        codes = set(offered)
        if isinstance(answer, list):
            return [code for code in answer if code in codes]
        return answer if answer in codes else None
