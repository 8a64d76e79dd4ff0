"""Contrasts with their tests, from answers in the database, beside the time that reading the answers alone takes.

BENCH_RESPONSES=1000000 measures the large one at its full size; nothing that is written stays.
"""

import os
import random
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from analysis.models import Item
from analysis.procedures import PROCEDURES, Request, checking
from benchmarks import Row
from studies.models import Group, Grouping, GroupMember, Pair, Study, Unit
from surveys import frames
from surveys.models import (
    Choice,
    Collection,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseStatus,
    Section,
    VersionStatus,
)

PAIRS, MIDDLE, BATCH = 20, 58, 5000
CODES = ("1", "2", "3", "4", "5", "9")
LARGE = int(os.environ.get("BENCH_RESPONSES", "100000"))


def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    return [*_measured(items=150, responses=20_000), *_measured(items=55, responses=LARGE)]


def _measured(*, items: int, responses: int) -> list[Row]:
    with transaction.atomic():
        study = _study()
        questionnaire = _questionnaire(study, items)
        _answers(questionnaire, responses, items)
        rows = _rows(study, questionnaire, f"contrasts: 98 units, {items} items, {responses:,} responses")
        transaction.set_rollback(True)
    return rows


def _rows(study: Study, questionnaire: Questionnaire, name: str) -> list[Row]:
    procedure = PROCEDURES["contrast"]
    complete = checking.complete(procedure, {}, study=study)
    request = Request(
        study=study,
        grouping=complete.grouping,
        parameters=complete.parameters,
        progress=lambda _percent, _doing: None,
        seed=1,
    )
    procedure.run(request)  # as in a warm worker: the first run also loads its libraries
    reading = _seconds(lambda: frames.answers(questionnaire))
    seconds = _seconds(lambda: procedure.run(request))
    return [Row(name, seconds, seconds / reading, "reading the answers alone")]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _study() -> Study:
    study = Study.objects.create(slug=f"benchmark-{time.time_ns()}", title={"en": "Benchmark"})
    grouping = Grouping.objects.create(study=study, name="pairs", is_active=True)
    for number in range(PAIRS):
        high, low = (Unit.objects.create(study=study, code=f"{side}{number}", name=side) for side in "HL")
        GroupMember.objects.create(grouping=grouping, unit=high, group=Group.HIGH)
        GroupMember.objects.create(grouping=grouping, unit=low, group=Group.LOW)
        Pair.objects.create(grouping=grouping, code=f"P{number}", high=high, low=low)
    for number in range(MIDDLE):
        unit = Unit.objects.create(study=study, code=f"M{number}", name="M")
        GroupMember.objects.create(grouping=grouping, unit=unit, group=Group.MIDDLE)
    return study


def _questionnaire(study: Study, items: int) -> Questionnaire:
    form = Questionnaire.objects.create(study=study, form_id="manager", audience="manager")
    version = QuestionnaireVersion.objects.create(
        questionnaire=form, number=1, status=VersionStatus.PUBLISHED, published_at=timezone.now()
    )
    section = Section.objects.create(version=version, order=1, name="all")
    for number in range(items):
        question = Question.objects.create(
            version=version, section=section, order=number, name=f"q{number}", type="select_one", missing_codes=["9"]
        )
        Choice.objects.bulk_create(Choice(question=question, order=int(code), name=code) for code in CODES)
        Item.objects.create(
            study=study,
            questionnaire=form,
            code=f"I{number}",
            questions=[f"q{number}"],
            yes=["4", "5"],
            no=["1", "2", "3"],
            order=number,
        )
    return form


def _answers(form: Questionnaire, responses: int, items: int) -> None:
    draw, now, units = random.Random(1), timezone.now(), list(form.study.units.all())
    collection = Collection.objects.create(study=form.study, version=form.versions.get(), name="benchmark")
    for start in range(0, responses, BATCH):
        Response.objects.bulk_create(
            Response(
                collection=collection,
                unit=draw.choice(units),
                audience="manager",
                respondent=f"p{number}",
                status=ResponseStatus.COMPLETE,
                completed_at=now,
                answers={f"q{item}": draw.choice(CODES) for item in range(items)},
            )
            for number in range(start, min(start + BATCH, responses))
        )
