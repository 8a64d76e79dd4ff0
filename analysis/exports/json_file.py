"""A run as JSON, in the shape the command line prints; with the study's notice."""

import io
import json

from analysis.exports.document import Document
from analysis.exports.payload import payload


def write(document: Document, file: io.BytesIO) -> None:
    content = {
        **payload(document.run, document.tables, document.notes),
        "study": document.run.study.slug,
        "run": document.run.pk,
        "notice": document.notice,
    }
    file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
