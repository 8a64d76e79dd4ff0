"""What a page of a questionnaire shows: texts in the reader's language, answers put back, errors beside them."""

from surveys.pages.layout import (
    next_number,
    number_of,
    open_numbers,
    page_of,
    previous_number,
    whole_form,
)
from surveys.pages.shown import Asked, Grid, Option, Page, Words
from surveys.pages.writing import Writer, typed

__all__ = [
    "Asked",
    "Grid",
    "Option",
    "Page",
    "Words",
    "Writer",
    "next_number",
    "number_of",
    "open_numbers",
    "page_of",
    "previous_number",
    "typed",
    "whole_form",
]
