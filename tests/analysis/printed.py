"""What `analyse` prints, read back."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command


def printed(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("analyse", *args, "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def records(found: dict[str, Any], table: str) -> list[dict[str, Any]]:
    columns = found["tables"][table]["columns"]
    return [dict(zip(columns, row, strict=True)) for row in found["tables"][table]["rows"]]
