"""Questionnaires out, as XLSForms."""

from surveys.xlsform.writing import written, xlsform

__all__ = ["written", "xlsform"]
