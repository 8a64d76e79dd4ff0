"""Nothing typed or sent gives a 5xx: some dozens of calls here, ten thousand of each kind in make soak."""

from pathlib import Path
from typing import Any

import pytest

from tests.hostile.calls import Caller
from tests.hostile.world import make_world

pytestmark = pytest.mark.django_db
FEW = 60


def test_calls_of_every_kind_give_no_5xx(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    caller = Caller(make_world(tmp_path), seed=1997)
    assert len(caller.doors) > 300
    assert len(caller.forms) > 100
    assert [*caller.posts(FEW), *caller.gets(FEW), *caller.api(FEW)] == []
    assert {200, 302, 404} <= set(caller.statuses)
