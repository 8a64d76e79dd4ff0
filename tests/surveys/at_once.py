"""The same thing done by many at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

AT_ONCE = 50


def together(act: Callable[[int], object], times: int = AT_ONCE) -> list[object]:
    """Every act in a thread of its own, with a connection of its own."""

    def alone(number: int) -> object:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as pool:
        return list(pool.map(alone, range(times)))
