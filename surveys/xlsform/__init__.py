"""Questionnaires out, as XLSForms."""

from surveys.xlsform.writing import tables, written, xlsform

__all__ = ["tables", "written", "xlsform"]
