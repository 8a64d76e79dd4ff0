"""Every change to items, item sets, plans and runs."""

from analysis.services.groupings import grouping_from_run, left_out_of_grouping
from analysis.services.item_sets import create_item_set, freeze, set_members
from analysis.services.items import delete_item, report_item, save_item
from analysis.services.plans import create_plan
from analysis.services.runs import (
    cancel_run,
    execute_now,
    finish_run,
    follow_job,
    publish_run,
    request_run,
    run_again,
    run_in_foreground,
    withdraw_run,
)

__all__ = [
    "cancel_run",
    "create_item_set",
    "create_plan",
    "delete_item",
    "execute_now",
    "finish_run",
    "follow_job",
    "freeze",
    "grouping_from_run",
    "left_out_of_grouping",
    "publish_run",
    "report_item",
    "request_run",
    "run_again",
    "run_in_foreground",
    "save_item",
    "set_members",
    "withdraw_run",
]
