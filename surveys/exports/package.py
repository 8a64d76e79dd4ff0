"""Everything about a survey in one ZIP: answers, data dictionary, versions, what came of the fieldwork."""

import csv
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from studies.cells import neutralise
from studies.texts import pick
from surveys import selectors
from surveys.exports import xlsx_file
from surveys.exports.dictionary import Row, dictionary
from surveys.exports.job import Export
from surveys.exports.outcomes import dispositions_of
from surveys.models import QuestionnaireVersion

Write = Callable[[Export, Path], None]


def write(export: Export, path: Path, answers: Mapping[str, Write]) -> None:
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as folder,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, make in _parts(export, answers):
            file = Path(folder) / "part"
            make(export, file)
            archive.write(file, name)
            file.unlink()


def _parts(export: Export, answers: Mapping[str, Write]) -> Iterator[tuple[str, Write]]:
    for place, (name, make) in enumerate(answers.items()):
        export.begins, export.ends = 95 * place // len(answers), 95 * (place + 1) // len(answers)
        yield name, make
    yield "dictionary.xlsx", xlsx_file.write_dictionary
    yield "dictionary.csv", _rows(lambda: dictionary(export.layout))
    yield "status.csv", _rows(lambda: _status(export))
    yield "dispositions.csv", _rows(lambda: dispositions_of(export.records.collections))
    for version in export.layout.versions:
        yield f"versions/version-{version.number}.json", _specification(version)
    yield "README.txt", _readme


def _rows(rows: Callable[[], Iterator[Row]]) -> Write:
    def make(_export: Export, path: Path) -> None:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows([[_harmless(value) for value in row] for row in rows()])

    return make


def _harmless(value: object) -> object:
    return neutralise(value) if isinstance(value, str) else value


def _status(export: Export) -> Iterator[Row]:
    """Invitations and responses of each collection, by status."""
    yield ["collection", "of", "status", "count"]
    for collection in export.records.collections:
        for name, rows in (("invitations", collection.invitations), ("responses", collection.responses)):
            counts = rows.order_by("status").values_list("status").annotate(Count("pk"))
            yield from ([collection.name, name, status, count] for status, count in counts)


def _specification(version: QuestionnaireVersion) -> Write:
    """All that the version says, as JSON."""

    def make(_export: Export, path: Path) -> None:
        path.write_text(json.dumps(specification(version), ensure_ascii=False, indent=1), encoding="utf-8")

    return make


def specification(version: QuestionnaireVersion) -> dict[str, object]:
    return {
        "form_id": version.questionnaire.form_id,
        "title": version.questionnaire.title,
        "audience": version.questionnaire.audience,
        "version": version.number,
        "status": version.status,
        "languages": version.languages,
        "default_language": version.default_language,
        "digest": version.digest,
        "sections": [
            {
                "name": section.name,
                "label": section.label,
                "relevant": section.relevant,
                "questions": [
                    {
                        "name": question.name,
                        "type": question.type,
                        "label": question.label,
                        "hint": question.hint,
                        "required": question.required,
                        "relevant": question.relevant,
                        "constraint": question.constraint,
                        "missing": question.missing_codes,
                        "theme": question.theme.code if question.theme else "",
                        "construct": question.construct,
                        "choices": {choice.name: choice.label for choice in question.choices.all()},
                    }
                    for question in section.questions.all()
                ],
            }
            for section in selectors.sections_of(version)
        ],
    }


def _readme(export: Export, path: Path) -> None:
    questionnaire = export.layout.questionnaire
    lines = [
        _("Study: %(study)s") % {"study": questionnaire.study},
        _("Questionnaire: %(title)s (%(form)s)")
        % {"title": pick(questionnaire.title, export.layout.language), "form": questionnaire.form_id},
        _("Complete answers until %(at)s: %(rows)d")
        % {"at": localtime(export.records.until).isoformat(timespec="seconds"), "rows": export.rows},
        _("Made for: %(recipient)s") % {"recipient": export.recipient},
        pick(questionnaire.study.notice, export.layout.language),
        "",
        _("answers.csv, .sav, .dta: the same answers; blank is missing: not asked, or left without an answer."),
        _("dictionary: every variable with its words and codes, and what it is called in each file."),
        _("status.csv: invitations and responses by status. versions: what each version asked."),
        _("dispositions.csv: what came of each invitation, in AAPOR's codes; not of anonymous collections."),
        "",
        *export.layout.notes,
        *export.notes,
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
