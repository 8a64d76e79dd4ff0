"""Puts a demo study into the database: again and again with the same result, and never over what people changed."""

from demo.loading.analyses import load_analyses, publish_new_runs, request_runs
from demo.loading.ground import load_ground
from demo.loading.people import ACCOUNTS, PASSWORD, load_people
from demo.loading.questionnaires import load_questionnaires, practice_links

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "load_analyses",
    "load_ground",
    "load_people",
    "load_questionnaires",
    "practice_links",
    "publish_new_runs",
    "request_runs",
]
