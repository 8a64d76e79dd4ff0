"""What the audit log holds about runs and plans, in words: the analysis and its settings."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from analysis.procedures import PROCEDURES

PREFIX = "parameter_"


def of_details(details: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    procedure = PROCEDURES.get(str(details.get("procedure")))
    if procedure is None:
        return {}
    titles = {f"{PREFIX}{parameter.name}": parameter for parameter in procedure.parameters}
    said = {"procedure": (_("analysis"), str(procedure.title))}
    for key in titles.keys() & details.keys():
        words = dict(titles[key].choices)
        values = details[key] if isinstance(details[key], list) else [details[key]]
        said[key] = (str(titles[key].title), ", ".join(str(words.get(value, value)) for value in values))
    return said
