"""Answers out: one table over all versions of a questionnaire, as CSV, XLSX, SPSS, Stata, or all in one package."""

from surveys.exports.formats import FORMATS, Format, filename
from surveys.exports.making import make, write

__all__ = ["FORMATS", "Format", "filename", "make", "write"]
