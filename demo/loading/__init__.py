"""Puts a demo study into the database: again and again with the same result, and never over what people changed."""

from demo.loading.analyses import publish_new_runs, request_runs
from demo.loading.people import ACCOUNTS, PASSWORD, load_people
from demo.loading.questionnaires import practice_calls, practice_links

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "load_people",
    "practice_calls",
    "practice_links",
    "publish_new_runs",
    "request_runs",
]
