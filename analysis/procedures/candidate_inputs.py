"""What case selection reads: units with their indicator, scores computed afresh, what persons state. Jobs only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis import digests, frames, selectors
from analysis.disclosure import strictest
from analysis.methods.criteria import STARS, Criterion
from analysis.methods.notes import Note
from analysis.methods.notes import Refused as MethodRefused
from analysis.methods.statements import EXCLUSION_COLUMNS, STATED_COLUMNS, Statements
from analysis.models import Criterion as StudyCriterion
from analysis.models import ItemSet, Met, StatedCriterion
from analysis.procedures import PROCEDURES, Request, candidate_words, candidates_asked
from analysis.procedures.agreement_score import score, with_notes
from analysis.procedures.tables import said, with_texts
from studies.models import Case, Study, Variable
from studies.problems import Problem, Refused
from studies.texts import in_all_languages, pick
from surveys.audiences import NAMES
from surveys.models import Questionnaire

Texts = dict[str, str]
INDICATOR_P = "indicator_p"
NO_ANSWERS = "no_answers"  # the exclusion that the method computes


@dataclass(frozen=True, slots=True)
class Scores:
    """Score tables by questionnaire, and what they rest on."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    levels: list[str] = field(default_factory=list)
    item_sets: list[int] = field(default_factory=list)
    notes: list[Texts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """All that one run reads."""

    units: pd.DataFrame
    chosen_from: list[str]
    criteria: list[Criterion]
    labels: dict[str, Texts]
    rules: dict[str, Texts]
    exclusions: dict[str, Texts]
    questionnaires: dict[str, Texts]
    statements: Statements
    scores: dict[str, pd.DataFrame]
    cases: dict[str, Case]
    level: str
    inputs: dict[str, str]
    item_sets: tuple[int, ...]
    notes: tuple[Texts, ...]


def read(request: Request) -> Read:
    units = _units(request)
    groups = dict(zip(units["unit"], units["group"].fillna(""), strict=True))
    chosen_from = candidates_asked.codes(request.parameters["units"], groups)
    found = _scores(request, units, chosen_from)
    own = list(StudyCriterion.objects.filter(study=request.study))
    criteria = _criteria(own, units, list(found.tables), request.parameters["p_max"])
    titles = _titles(request.study, found.tables)
    cases = {case.unit.code: case for case in request.study.cases.select_related("unit", "partner")}
    statements = Statements(
        stated=_frame(_stated(own), STATED_COLUMNS),
        exclusions=_frame(_excluded(own), EXCLUSION_COLUMNS),
        partners={code: case.partner.code for code, case in cases.items() if case.partner},
    )
    return Read(
        units=units,
        chosen_from=chosen_from,
        criteria=criteria,
        labels={criterion.code: _label(criterion, own, titles) for criterion in criteria},
        rules={criterion.code: dict(criterion.rule) for criterion in own},
        exclusions={criterion.code: dict(criterion.label) for criterion in own if criterion.is_exclusion},
        questionnaires=titles,
        statements=statements,
        scores=found.tables,
        cases=cases,
        level=strictest(found.levels),
        inputs={**found.inputs, **_digests(units, statements, cases)},
        item_sets=tuple(found.item_sets),
        notes=(*found.notes, *_nothing_to_judge(criteria)),
    )


def with_words(tables: Mapping[str, pd.DataFrame], read: Read) -> dict[str, pd.DataFrame]:
    """The method's tables with labels, scores and decisions beside."""
    criteria, exclusions = tables["criteria"], tables["exclusions"]
    names = dict(zip(read.units["unit"], read.units["unit_name"], strict=True))
    criteria = criteria.assign(unit_name=criteria["unit"].map(names))
    criteria = with_texts(criteria, "label", [read.labels[code] for code in criteria["criterion"]])
    criteria = candidate_words.with_values(criteria, read.rules)
    criteria = with_texts(criteria, "source", [_texts(source) for source in criteria["source"]])
    exclusions = _exclusions_said(exclusions.assign(unit_name=exclusions["unit"].map(names)), read)
    candidates = candidate_words.with_reasons(tables["candidates"], exclusions)
    candidates = candidate_words.with_wide_values(candidates)
    return {"candidates": _decided(candidates, read), "criteria": criteria, "exclusions": exclusions}


def _exclusions_said(exclusions: pd.DataFrame, read: Read) -> pd.DataFrame:
    computed = said(Note("no_respondents_any"))
    reasons = [
        computed if origin == "computed" else _texts(reason)
        for origin, reason in zip(exclusions["origin"], exclusions["reason"], strict=True)
    ]
    labels = {NO_ANSWERS: in_all_languages(_("No answers")), **read.exclusions}
    exclusions = with_texts(exclusions, "label", [labels[code] for code in exclusions["exclusion"]])
    exclusions = with_texts(exclusions, "reason", reasons)
    return with_texts(exclusions, "source", [_texts(source) for source in exclusions["source"]])


def _decided(candidates: pd.DataFrame, read: Read) -> pd.DataFrame:
    frame = candidates.copy()
    for form, scores in read.scores.items():
        by_unit = scores.set_index("unit")
        for name in ("score", "maximum", "rank", "respondents"):
            frame[f"{name}_{form}"] = frame["unit"].map(by_unit[name])
        notes = with_notes(scores).set_index("unit")["note"].to_dict()
        frame = with_texts(frame, f"score_note_{form}", [notes.get(unit, {}) for unit in frame["unit"]])
    cases = [read.cases.get(unit) for unit in frame["unit"]]
    frame["status"] = [case.status if case else None for case in cases]
    return with_texts(frame, "reason", [case.reason if case else {} for case in cases])


def _units(request: Request) -> pd.DataFrame:
    """Units with indicator, p and level of the star, as far as the study has them."""
    given = request.parameters
    units = frames.units(request.study, request.grouping)
    known = set(Variable.objects.filter(study=request.study).values_list("name", flat=True))
    for column, name in (("indicator", given["indicator"]), ("p", given["p"]), ("star_level", given["star_level"])):
        if name in known:
            units[column] = units["unit"].map(frames.variables(request.study, [name]).set_index("unit")[name])
    if "star_level" in units:
        blank = "none" if given["blank_level"] == "none" else None
        levels = units["star_level"].map(lambda level: f"{level:g}", na_action="ignore").astype(object)
        _refuse_other_levels(given["star_level"], levels.dropna().unique())
        levels = levels.where(levels.notna(), blank)
        units["star_level"] = levels.where(units["indicator"].notna(), None) if "indicator" in units else levels
    return units


def _refuse_other_levels(variable: str, levels: Iterable[str]) -> None:
    other = [level for level in levels if level not in STARS]
    if other:
        raise Refused(
            Problem(
                gettext("star_level: %(variable)s holds %(values)s, and a star's level is 5, 10 or 20.")
                % {"variable": variable, "values": ", ".join(other[:5])},
                gettext("Choose the variable that holds the levels, or leave it blank."),
            )
        )


def _scores(request: Request, units: pd.DataFrame, chosen_from: list[str]) -> Scores:
    """Each questionnaire scored as it was scored last, or by its only set; without a high group there is no score."""
    found = Scores()
    if not (units["group"] == "high").any():
        return found
    last = selectors.score_parameters(request.study)
    for form_id in selectors.form_ids(request.study):
        sets = selectors.item_set_names(request.study, form_id)
        parameters = {**_defaults(), **last.get(form_id, {})}
        name = parameters.get("item_set") or (sets[0] if len(sets) == 1 else None)
        if name is None:
            if sets:
                found.notes.append(in_all_languages(_several_sets(form_id)))
            continue
        _score(request, units, chosen_from, (form_id, str(name), parameters), found)
    return found


def _score(
    request: Request,
    units: pd.DataFrame,
    chosen_from: list[str],
    asked: tuple[str, str, Mapping[str, Any]],
    found: Scores,
) -> None:
    form_id, name, parameters = asked
    survey = frames.survey(request.study, form_id, selectors.items_in_set(request.study, name))
    try:
        result = score(survey, units, parameters, beside=chosen_from)
    except MethodRefused as refused:
        # No answers yet is no reason to refuse the other criteria.
        found.notes.extend(said(problem) for problem in refused.problems)
        return
    found.tables[form_id] = result.tables["scores"]
    found.inputs.update(survey.inputs)
    found.inputs[f"score:{form_id}"] = digests.canonical({**parameters, "item_set": name})
    found.levels.append(survey.level)
    found.item_sets.extend(ItemSet.objects.filter(study=request.study, name=name).values_list("pk", flat=True))


def _several_sets(form_id: str) -> Any:  # noqa: ANN401 -- a lazy text
    return format_lazy(
        _("{form}: there are several item sets and no score yet, so none was computed. Run a score first."),
        form=form_id,
    )


def _defaults() -> dict[str, Any]:
    return {parameter.name: parameter.default for parameter in PROCEDURES["agreement_score"].parameters}


def _criteria(own: list[StudyCriterion], units: pd.DataFrame, forms: list[str], p_max: float) -> list[Criterion]:
    """The study's criteria in their order, computed where they can be; then those that only we compute."""
    computed: dict[str, Criterion] = {}
    if "p" in units or "star_level" in units:
        computed[INDICATOR_P] = Criterion(INDICATOR_P, "indicator_p", p_max=p_max)
    for form in forms:
        code = f"{form}_score_high"
        computed[code] = Criterion(code, "score_high", scores=(form,))
    codes = [criterion.code for criterion in own if not criterion.is_exclusion]
    stated = [computed.get(code) or Criterion(code, "stated") for code in codes]
    return stated + [criterion for code, criterion in computed.items() if code not in codes]


def _label(criterion: Criterion, own: list[StudyCriterion], titles: Mapping[str, Texts]) -> Texts:
    for stated in own:
        if stated.code == criterion.code and stated.label:
            return dict(stated.label)
    if criterion.code == INDICATOR_P:
        return in_all_languages(_("Significant indicator"))
    if not criterion.scores:
        return {"en": criterion.code}
    words = in_all_languages(_("High agreement score"))
    return {language: f"{word}: {titles[criterion.scores[0]][language]}" for language, word in words.items()}


def _titles(study: Study, forms: Iterable[str]) -> dict[str, Texts]:
    """Who answers each, in every language; with its form id where several ask the same."""
    found = list(Questionnaire.objects.filter(study=study, form_id__in=list(forms)))
    asked = Counter(form.audience for form in found)
    return {
        form.form_id: {
            language: f"{words}, {form.form_id}" if asked[form.audience] > 1 else words
            for language, words in in_all_languages(NAMES.get(form.audience, form.audience)).items()
        }
        for form in found
    }


def _nothing_to_judge(criteria: list[Criterion]) -> Iterator[Texts]:
    if not criteria:
        yield in_all_languages(
            _("There is no criterion yet: import stated ones, or give the study a score, a p or a star's level.")
        )


def _stated(own: list[StudyCriterion]) -> Iterator[tuple[object, ...]]:
    rows = StatedCriterion.objects.filter(criterion__in=[c for c in own if not c.is_exclusion])
    for line in rows.select_related("unit", "criterion").order_by("criterion__order", "unit__code"):
        yield line.unit.code, line.criterion.code, line.value, line.met, line.source


def _excluded(own: list[StudyCriterion]) -> Iterator[tuple[object, ...]]:
    rows = StatedCriterion.objects.filter(criterion__in=[c for c in own if c.is_exclusion], met=Met.YES)
    for line in rows.select_related("unit", "criterion").order_by("criterion__order", "unit__code"):
        label = line.criterion.label or {"en": line.criterion.code}
        reason = {
            language: f"{text}: {pick(line.value, language)}" if line.value else text
            for language, text in label.items()
        }
        yield line.unit.code, line.criterion.code, reason, line.source


def _frame(rows: Iterator[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=pd.Index(columns), dtype=object)


def _digests(units: pd.DataFrame, statements: Statements, cases: Mapping[str, Case]) -> dict[str, str]:
    decided = {
        code: [case.status, case.reason, case.partner.code if case.partner else ""] for code, case in cases.items()
    }
    return {
        "units": digests.frame(units.astype("string"), units.columns.drop("name_key")),
        "stated": digests.canonical(statements.stated.to_numpy().tolist()),
        "exclusions": digests.canonical(statements.exclusions.to_numpy().tolist()),
        "cases": digests.canonical(decided),
    }


def _texts(value: object) -> Texts:
    return dict(value) if isinstance(value, Mapping) else {"en": str(value)} if value else {}
