"""Nothing typed or sent gives a 5xx: some hundreds of calls here, ten thousand of each kind in make soak."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.calls import Caller, Fault
from tests.hostile.world import make_world

pytestmark = pytest.mark.django_db
FEW = 60


@pytest.mark.parametrize("kind", [Caller.posts, Caller.gets, Caller.api])
def test_calls_of_any_kind_give_no_5xx(
    tmp_path: Path, settings: Any, kind: Callable[[Caller, int], list[Fault]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    caller = Caller(make_world(tmp_path), seed=1997)
    assert len(caller.doors) > 300
    assert len(caller.forms) > 100
    assert kind(caller, FEW) == []
    assert {200, 302, 404} & set(caller.statuses)
