"""Answers out: 10,000 x 24 and 100,000 x 300 as files, with the memory that the large one takes at its peak.

BENCH_EXPORT=csv,xlsx,sav,dta,zip names the formats of the large one. Ratio: of what is promised for CSV.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from benchmarks import Row
from studies.models import Study, Unit
from surveys import exports
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

CODES = ("1", "2", "3", "4", "5", "9")
BATCH, UNITS = 1_000, 98
SMALL, LARGE = (10_000, 24), (100_000, 300)
PROMISED_MB = 300
FORMATS = os.environ.get("BENCH_EXPORT", "csv").split(",")


def run() -> Iterator[Row]:
    call_command("migrate", verbosity=0)
    yield from _measured(*SMALL, ["csv"], promised=1.0)
    yield from _measured(*LARGE, FORMATS, promised=60.0)


def _measured(responses: int, questions: int, formats: list[str], *, promised: float) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        questionnaire = _questionnaire(questions)
        _answers(questionnaire, responses, questions)
        for format_ in formats:
            _forget_peak()
            began = time.perf_counter()
            exports.write(Path(folder) / "a", questionnaire=questionnaire, format_=format_, recipient="benchmark")
            seconds = time.perf_counter() - began
            name = f"answers as {format_}: {responses:,} x {questions}, peak {_peak_mb():.0f} MB"
            yield Row(name, seconds, seconds / promised, f"{promised:.0f} s promised for CSV")
        transaction.set_rollback(True)


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _questionnaire(questions: int) -> Questionnaire:
    """One choice mostly; a number, a text and several choices among them."""
    study = Study.objects.create(slug=f"benchmark-{time.time_ns()}", title={"en": "Benchmark"})
    Unit.objects.bulk_create(Unit(study=study, code=f"U{number}", name="U") for number in range(UNITS))
    form = Questionnaire.objects.create(study=study, form_id="form", audience="manager")
    version = QuestionnaireVersion.objects.create(
        questionnaire=form, number=1, status=VersionStatus.PUBLISHED, published_at=timezone.now()
    )
    section = Section.objects.create(version=version, order=1, name="all")
    for number in range(questions):
        question = Question.objects.create(
            version=version,
            section=section,
            order=number,
            name=f"q{number}",
            type=_type(number),
            label={"en": f"Question {number}"},
            missing_codes=["9"] if _type(number) == "select_one" else [],
        )
        if _type(number).startswith("select"):
            Choice.objects.bulk_create(
                Choice(question=question, order=int(code), name=code, label={"en": f"Answer {code}"})
                for code in CODES
            )
    return form


def _type(number: int) -> str:
    return {3: "integer", 7: "text", 11: "select_multiple"}.get(number % 24, "select_one")


def _answers(form: Questionnaire, responses: int, questions: int) -> None:
    draw, now, units = random.Random(1), timezone.now(), list(form.study.units.all())
    collection = Collection.objects.create(study=form.study, version=form.versions.get(), name="benchmark")
    given: dict[str, Callable[[], object]] = {
        "select_one": lambda: draw.choice(CODES),
        "integer": lambda: draw.randrange(1000),
        "text": lambda: "Vi samarbejder med jobcentret",
        "select_multiple": lambda: draw.sample(CODES, 2),
    }
    for start in range(0, responses, BATCH):
        Response.objects.bulk_create(
            Response(
                collection=collection,
                unit=draw.choice(units),
                audience="manager",
                respondent=f"p{number}",
                status=ResponseStatus.COMPLETE,
                completed_at=now,
                answers={f"q{place}": given[_type(place)]() for place in range(questions)},
            )
            for number in range(start, min(start + BATCH, responses))
        )
