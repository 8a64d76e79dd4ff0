"""Reads tables from CSV and XLSX as texts, whatever the program that wrote them; never runs what is in them."""

from studies.numbers import parse_number
from studies.tabular.reading import collect, read, stream
from studies.tabular.shape import LIMITS, Limits, Row, Stream, Table

__all__ = ["LIMITS", "Limits", "Row", "Stream", "Table", "collect", "parse_number", "read", "stream"]
