"""A whole web session, an import of answers, and answers read as a frame beside reading the documents alone.

BENCH_RESPONSES=1000000 reads, and BENCH_IMPORT=100000 imports, at full size; nothing that is written stays.
"""

import csv
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import Row
from studies.models import Study, Unit
from surveys import frames, links, services
from surveys.imports import import_responses, import_xlsform
from surveys.models import Collection, QuestionnaireVersion, Response, ResponseStatus, SecondRule
from surveys.selectors import answers_of

ITEMS, UNITS, BATCH = 55, 98, 5000
CODES = ("1", "2", "3", "4", "5", "9")
READ = int(os.environ.get("BENCH_RESPONSES", "100000"))
IMPORTED = int(os.environ.get("BENCH_IMPORT", "20000"))


def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        study = Study.objects.create(slug=f"benchmark-{time.time_ns()}", title={"en": "Benchmark"})
        Unit.objects.bulk_create(Unit(study=study, code=f"U{number}", name="U") for number in range(UNITS))
        rows = [
            _session(_version(study, Path(folder), "session", 17)),
            _import(_version(study, Path(folder), "import", ITEMS), Path(folder)),
            *_reading(_version(study, Path(folder), "reading", ITEMS)),
        ]
        transaction.set_rollback(True)
    return rows


def _version(study: Study, folder: Path, form_id: str, items: int) -> QuestionnaireVersion:
    """Questions of one choice, the last of them asked only after a certain answer to the first."""
    survey = [["type", "name", "label", "relevant"]]
    survey += [["select_one scale", f"q{n}", f"Question {n}", ""] for n in range(items)]
    survey[-1][-1] = "${q0} = '1'"
    choices = [["list_name", "name", "label"], *(["scale", code, f"Answer {code}"] for code in CODES)]
    file = folder / f"{form_id}.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for name, rows in (("survey", survey), ("choices", choices)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return import_xlsform(study=study, file=file, by=None, publish=True).version


def _session(version: QuestionnaireVersion) -> Row:
    """Welcome, start, every answer stored as it is given, sent, receipt: the server's seconds of processor."""
    study = version.questionnaire.study
    collection = services.create_collection(study=study, version=version, name="session", by=None)
    first, second = services.create_invitations(collection=collection, count=2, by=None)
    _walk(f"/s/{links.token_of(first.public_id)}/", version)  # loads the templates, as a warm server has
    with CaptureQueriesContext(connection) as queries:
        began = time.process_time()
        _walk(f"/s/{links.token_of(second.public_id)}/", version)
        seconds = time.process_time() - began
    return Row(f"web session, 17 questions, {len(queries)} queries (processor)", seconds)


def _walk(link: str, version: QuestionnaireVersion) -> None:
    client, given = Client(SERVER_NAME="localhost"), {"q_q0": "1"}
    client.get(link)
    client.post(link)
    client.get(f"{link}1/")
    for question in version.questions.all():
        given[f"q_{question.name}"] = "1"
        told = client.post(f"{link}autosave/", {"question": question.name, f"q_{question.name}": "1"})
        if told.status_code != 200:
            raise RuntimeError(told.status_code)
    client.post(f"{link}1/", {**given, "next": "1", "shown": " ".join(name[2:] for name in given)})
    client.get(f"{link}check/")
    client.post(f"{link}check/")
    if client.get(f"{link}receipt/").status_code != 200:
        raise RuntimeError(link)


def _import(version: QuestionnaireVersion, folder: Path) -> Row:
    questionnaire = version.questionnaire
    file = folder / "answers.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["unit", "respondent", *(f"q{n}" for n in range(ITEMS))])
        writer.writerows([unit, name, *given.values()] for unit, name, given in _people(IMPORTED))
    seconds = _seconds(
        lambda: import_responses(study=questionnaire.study, form_id=questionnaire.form_id, file=file, by=None)
    )
    stored = answers_of(questionnaire).count()
    if stored != IMPORTED:
        raise RuntimeError(stored)
    return Row(f"import of {IMPORTED:,} responses, {ITEMS} questions", seconds)


def _reading(version: QuestionnaireVersion) -> Iterator[Row]:
    questionnaire = version.questionnaire
    _store(version)
    documents = answers_of(questionnaire).order_by("pk").values_list("answers")
    alone = _seconds(lambda: sum(len(document) for (document,) in documents.iterator(chunk_size=BATCH)))
    seconds = _seconds(lambda: frames.read(questionnaire))
    size = f"{READ:,} responses, {ITEMS} questions"
    yield Row(f"answers as a frame: {size}", seconds, seconds / alone, "reading the documents alone")


def _store(version: QuestionnaireVersion) -> None:
    study, now = version.questionnaire.study, timezone.now()
    units = {unit.code: unit for unit in study.units.all()}
    collection = Collection.objects.create(study=study, version=version, name="big", second_rule=SecondRule.MANY)
    people = _people(READ)
    while batch := [person for _number, person in zip(range(BATCH), people, strict=False)]:
        Response.objects.bulk_create(
            Response(
                collection=collection,
                unit=units[unit],
                respondent=name,
                answers={name: code for name, code in given.items() if code},
                status=ResponseStatus.COMPLETE,
                completed_at=now,
            )
            for unit, name, given in batch
        )


def _people(count: int) -> Iterator[tuple[str, str, dict[str, str]]]:
    draw, names = random.Random(1), [f"q{n}" for n in range(ITEMS)]
    for number in range(count):
        given = dict(zip(names, draw.choices(CODES, k=ITEMS), strict=True))
        if given["q0"] != "1":
            given[names[-1]] = ""
        yield f"U{draw.randrange(UNITS)}", f"p{number}", given


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
