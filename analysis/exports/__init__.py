"""Results as files. Each says which run it comes from and, where the study has one, its notice."""

from analysis.exports.document import Document, document
from analysis.exports.files import FORMATS, RUN_FORMATS, Format, filename, write
from analysis.exports.payload import payload

__all__ = ["FORMATS", "RUN_FORMATS", "Document", "Format", "document", "filename", "payload", "write"]
