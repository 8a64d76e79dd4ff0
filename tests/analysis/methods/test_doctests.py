import doctest
import importlib
import pkgutil

import pytest

from analysis import methods

MODULES = sorted(module.name for module in pkgutil.iter_modules(methods.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_doctests_of_module_hold(name: str) -> None:
    if name == "__main__":
        return
    assert doctest.testmod(importlib.import_module(f"analysis.methods.{name}")).failed == 0
