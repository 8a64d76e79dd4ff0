"""Sentences of the methods: remarks under a result, and the reasons of a refusal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Value = str | int | float


def _(sentence: str) -> str:
    """Mark a sentence for translation; whoever shows it says it in the reader's language."""
    return sentence


@dataclass(frozen=True, slots=True)
class Note:
    """A remark by code, so that it can be said in another language.

    Examples
    --------
    >>> str(Note("too_few_pairs", {"count": 3, "needed": 5}))
    'Items with fewer than 5 complete pairs, not tested: 3.'
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return NOTES[self.code].format(**self.params)


class Refused(ValueError):  # noqa: N818 -- the interface reads 'refused', not 'refused error'
    """The input cannot be used; every problem is named.

    Examples
    --------
    >>> print(Refused([Note("no_high_units"), Note("unit_twice", {"unit": "101"})]))
    No unit is in the high group: choose a grouping with high units.
    Unit 101 stands twice in the list of units: keep one row.
    """

    def __init__(self, problems: Iterable[Note]) -> None:
        self.problems: tuple[Note, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse_if(problems: Iterable[Note]) -> None:
    """Raise Refused with all problems, when there are any."""
    found = tuple(problems)
    if found:
        raise Refused(found)


NOTES: dict[str, str] = {
    # items and answers
    "item_twice": _("Item {item} stands twice in the list of items: give each item its own name."),
    "item_without_yes": _("Item {item} names no answer that counts: fill in `yes`."),
    "item_without_question": _("Item {item} names no question: fill in `question`."),
    "question_unknown": _("Item {item}: there is no question {question} in the questionnaire."),
    "question_not_in_data": _("Item {item}: the answers have no column {question}."),
    "code_in_both": _("Item {item}: code {code} is in both {first} and {second}: keep it in one."),
    "code_unassigned": (
        _("Item {item}: code {code} of question {question} is in none of yes, no and missing: put it in one.")
    ),
    "code_not_in_question": _("Item {item}: code {code} is not a choice of {question}."),
    "bad_number_code": _("Item {item}: {code} is not a number or a range such as >=30, <30 or 10..20."),
    "ranges_overlap": _("Item {item}: {first} in yes and {second} in no cover the same numbers."),
    "unknown_code": _("Question {question}: code {code} is not a choice; rows {rows} ({count} in all)."),
    "number_unassigned": (
        _(
            "Item {item}: the number {code} in question {question} is in none of yes, no and missing; rows "
            "{rows} ({count} in all)."
        )
    ),
    "contradictory_marks": (
        _(
            "Item {item}: answers where 'none' or 'don't know' is marked together with another choice, "
            "counted as missing: {count}."
        )
    ),
    # units and respondents
    "column_missing": _("The {table} table has no column {column}."),
    "unit_twice": _("Unit {unit} stands twice in the list of units: keep one row."),
    "unknown_group": _("Unit {unit}: {group} is not a group; use high, low, middle or excluded."),
    "pair_wrong": _("Pair {pair} has {high} high and {low} low units: a pair is one of each."),
    "second_respondent": (
        _("Units with several respondents where one is expected: {count} ({units}). Choose the mean of several.")
    ),
    "no_high_units": _("No unit is in the high group: choose a grouping with high units."),
    "unknown_option": _("{name} is {value}: use one of {allowed}."),
    # contrasts
    "no_pairs": _("The grouping has no pairs, so the pair test is left out: choose permutation or fisher."),
    "too_few_pairs": _("Items with fewer than {needed} complete pairs, not tested: {count}."),
    "smallest_p": _("Smallest p that the pair test can reach: {p}. Pairs compared: {pairs}."),
    "smallest_p_drawn": (
        _(
            "Pairs compared: {pairs}. All their sign vectors together could reach p = {p}; the {draws} random ones "
            "that were drawn cannot go below {drawn}."
        )
    ),
    "smallest_p_labels": (
        _("Smallest p that the exchange of labels can reach: {p}. Units compared: {high} high and {low} low.")
    ),
    "pair_statistic": (
        _(
            "The p of the pair test belongs to the mean, over the pairs compared, of the high unit's share minus the "
            "low unit's share; the difference beside it need not be the same."
        )
    ),
    "label_statistic": (
        _(
            "The p of the permutation belongs to the difference between the groups' mean shares, each unit weighing "
            "the same; the difference beside it counts every respondent alike."
        )
    ),
    "q_family": _("q is Benjamini-Hochberg over the {count} items of this run that were tested."),
    "random_draws": _("More than {limit} arrangements: {draws} random ones and the observed one were used."),
    "as_if_independent": (
        _(
            "The interval treats respondents as if independent, although several answer for one unit; most "
            "from one unit: {largest}."
        )
    ),
    "several_all_counted": (
        _(
            "Units with several respondents where one is expected: {count}. The mean was chosen for them: here "
            "each of them counts; count units to give every unit the same weight."
        )
    ),
    "several_mean": (
        _("Units with several respondents where one is expected, taken by the mean of their answers: {count}.")
    ),
    "fisher_as_if_independent": _("The Fisher test treats respondents as if independent."),
    "unit_interval": (
        _(
            "Units are counted: x of n by each unit's majority, while shares and the difference are of the mean of "
            "the units' shares, so they need not follow from x of n. The interval takes each unit as one observation."
        )
    ),
    "no_answers": _("Items without an answer in the high or the low group: {items}."),
    "largest_tied": _(
        "Units with as many respondents as the largest: {count}; the first by code is the one left out."
    ),
    "no_largest": _("No unit has more than one respondent, so there is no largest unit to leave out."),
    # agreement scores
    "question_shared": _("Items {items} rest on the same question {question}: a set holds one item per question."),
    "circular": _("Items chosen by how the groups differ favour the high group: its scores rise by construction."),
    "item_dropped_tie": _("Items left out because the high group is evenly divided: {items}."),
    "item_dropped_no_answers": _("Items left out because a group they need has no answers: {items}."),
    "same_in_low": (
        _("Items where the majority of the low group gives the same answer, so they do not separate: {items}.")
    ),
    "answered_less": _("Units that answered less than {percent} percent of the items: {count}."),
    "one_respondent": _("Units whose score is one person's answers: {count}. Think of bands before publishing."),
    "no_items_left": _("No item is left to score: in every item the high group is evenly divided or silent."),
    "unit_no_respondents": _("Not ranked: nobody answered."),
    "unit_no_answers": _("Not ranked: none of the items was answered."),
    "unit_not_ranked": _("Not ranked."),
    "ranked_by_share": (
        _("The scores are not all out of the same number of items: ranks follow the score as a share of its maximum.")
    ),
    "outside_ranked": (
        _("Units outside the groups that are ranked have a score and no rank; they come after those ranked.")
    ),
    "ranked_unrounded": (
        _(
            "Ranks follow the scores before rounding: where several answer for a unit its score is a mean, and "
            "two scores that round to the same number can have different ranks."
        )
    ),
    "unit_answered_less": _("Answered less than {percent} percent of the items."),
    "unit_one_respondent": _("The answers of one person."),
    # pairing
    "pairs_below_one": _("The number of pairs is {pairs}: ask for at least one."),
    "pairs_unreachable": (
        _("Only {reached} of {wanted} pairs can be made. Regions without both a high and a low unit: {regions}.")
    ),
    "pairs_no_more": _("Only {reached} of {wanted} pairs can be made: the regions have no more units to pair."),
    "forced_unknown": _("Forced: there is no unit {unit}."),
    "forced_excluded": _("Forced: unit {unit} is excluded."),
    "forced_not_candidate": (
        _(
            "Forced: unit {unit}, with indicator {indicator}, is no candidate for its side, "
            "or a limit on p, persons or region keeps it out."
        )
    ),
    "excluded_unknown": _("Excluded: there is no unit {unit}."),
    "override_unknown": _("Pair {pair}: there is no unit {unit}."),
    "override_excluded": _("Pair {pair}: unit {unit} is excluded."),
    "unit_overlap": _("Unit {unit} would stand in two places: {places}."),
    "forced_impossible": _("The forced units and pairs cannot all be met together with the limits."),
    "too_many_edges": (
        _(
            "{edges} possible pairs are too many to choose among with constraints (at most {limit}): use a "
            "p limit or smaller regions."
        )
    ),
    "similarity_missing": _("Unit {unit} has no value of {variable}, which is used for similarity."),
    "similarity_constant": _("{variable} is the same for all units and cannot be used for similarity."),
    "similarity_not_positive": _("Unit {unit}: {variable} is {value}; its logarithm needs a number above 0."),
    "override_no_reason": _("Pair {pair}: a manual pair needs a reason and who decided it."),
    "override_region": _("Pair {pair}: {high} and {low} lie in different regions; tick that this is intended."),
    "override_pair_unknown": _("There is no pair {pair} to replace."),
    "override_sign": _("Pair {pair}: the indicator of {unit} does not point to the {group} group."),
    "override_total": _("Manual pairs: {count}. Gain lost: {gain}; distance added: {distance}."),
    "no_region": _("Units with an indicator but no region, which cannot be paired: {count}."),
    "member_paired": _("Pair {pair}."),
    "member_middle": _("Could be paired; other pairs were taken."),
    "member_no_region": _("Has no region, so it cannot be paired."),
    "member_zero": _("Its indicator is 0, which belongs to neither group."),
    "member_beyond_limits": _("A limit on p or on persons keeps it out of the pairs."),
    "member_no_partner": _("No unit of its region can be its partner."),
    "member_no_result": _("No indicator."),
    # case selection
    "criterion_unknown": _("Stated criteria, row {row}: there is no criterion {criterion}."),
    "criterion_twice": _("Criterion {criterion} stands twice."),
    "no_candidates": _("There is no candidate to judge: name units, or choose a grouping with high units."),
    "candidate_unknown": _("Candidates and partners: there is no unit {unit}."),
    "stated_unit_unknown": _("Stated criteria, row {row}: there is no unit {unit}."),
    "stated_met": _("Stated criteria, row {row}: met is {value}; use yes, no, partly or unknown."),
    "stated_source": _("Stated criteria, row {row}: what is said of {unit} needs a source."),
    "stated_twice": _("Stated criteria, row {row}: {unit} and {criterion} stand twice."),
    "exclusion_unit_unknown": _("Exclusions, row {row}: there is no unit {unit}."),
    "exclusion_source": _("Exclusions, row {row}: what is said of {unit} needs a source."),
    "score_unknown": _("Criterion {criterion}: there is no score table {score}."),
    "no_curves": (
        _(
            "Criterion {criterion} needs the curves of the benchmark, which are not there: "
            "it is unknown for every unit."
        )
    ),
    "median_cut": _("Upper half of the scores ({score}): at or above {cut}, the median of the {count} ranked units."),
    "median_cut_share": (
        _(
            "Upper half of the scores ({score}), as shares of their maximum: at or above {cut} percent, the median "
            "of the {count} ranked units."
        )
    ),
    "no_respondents_any": _("Took no part in any of the surveys."),
    "sources_disagree": _("Criteria where what is stated and what is computed differ: {count}."),
    # response rates
    "rates_unit_unknown": _("Asked or answering: there is no unit {unit}."),
    "not_asked": _("Respondents from units that were not asked: {count}."),
    # crosstabs
    "answers_not_asked": _("Answers by respondents who were not asked, listed and left out: {count}."),
    "answers_contradictory": (
        _(
            "Answers where a choice that stands alone is marked with another one, listed and counted as no "
            "answer: {count}."
        )
    ),
    "several_over_100": (
        _("Percentages add to more than 100 where one respondent may mark several choices: {questions}.")
    ),
    "background_unknown": _("Respondents of whom the background is not known, in a column of their own: {count}."),
    "tests_exploratory": (
        _("The tests are exploratory: many questions are looked at, and respondents are taken as independent.")
    ),
    "expected_small": _("Tests with an expected count below {limit}, where chi-square is unsure: {count}."),
    "fisher_larger": _("Tables larger than two by two, which the Fisher test leaves blank: {count}."),
}
