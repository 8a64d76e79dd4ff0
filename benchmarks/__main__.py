"""`python -m benchmarks [MODULE]...`: runs the benchmarks on a database of their own and prints their table.

Seconds belong to the machine; ratios, of one run, compare. BENCH_DATABASE_URL names another database.
"""

import os
import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import benchmarks
from benchmarks import Row


def main(chosen: list[str]) -> None:
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    unknown = set(chosen) - set(names)
    if unknown:
        sys.exit(f"No benchmark is called {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
    with tempfile.TemporaryDirectory(prefix="kontrast-bench-") as folder:
        _set_up(folder)
        print(f"{'':64}{'seconds':>10}{'ratio':>9}  to", flush=True)
        for name in chosen or names:
            for row in import_module(f"benchmarks.{name}").run():
                print(_line(row), flush=True)


def _set_up(folder: str) -> None:
    os.environ |= {"KONTRAST_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
    import django  # noqa: PLC0415 -- it reads the environment set above

    django.setup()


def _line(row: Row) -> str:
    ratio = f"{row.ratio:9.2f}  {row.to_what}" if row.ratio is not None else ""
    return f"{row.name:64}{row.seconds:10.3f}{ratio}"


if __name__ == "__main__":
    main(sys.argv[1:])
