"""QUALITY.md section 3 in full: 10,000 made-up API calls, 10,000 made-up posts and as many pages: no 5xx.

KONTRAST_CALLS names another number of each, KONTRAST_SEED other calls.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.calls import Caller, Fault
from tests.hostile.world import make_world

pytestmark = [pytest.mark.soak, pytest.mark.django_db]
CALLS = int(os.environ.get("KONTRAST_CALLS", "10000"))
SEED = int(os.environ.get("KONTRAST_SEED", "2004"))


@pytest.mark.parametrize("kind", [Caller.posts, Caller.gets, Caller.api])
def test_ten_thousand_calls_of_any_kind_give_no_5xx(
    tmp_path: Path, settings: Any, kind: Callable[[Caller, int], list[Fault]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    caller = Caller(make_world(tmp_path), seed=SEED)
    assert kind(caller, CALLS) == []
    assert sum(caller.statuses.values()) == CALLS
