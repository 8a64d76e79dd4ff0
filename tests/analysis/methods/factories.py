"""Small tables to test on."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.methods.items import ItemRule

PAIR = {"h1": "P1", "h2": "P2", "l1": "P1", "l2": "P2"}
GROUP_OF = {"h": "high", "l": "low", "m": "middle", "x": "excluded"}


def units(*codes: str, pairs: dict[str, str] | None = None) -> pd.DataFrame:
    """Units whose group is told by the first letter of their code: h, l, m, x; anything else has none."""
    return pd.DataFrame(
        {
            "unit": list(codes),
            "unit_name": [f"Town {code}" for code in codes],
            "group": [GROUP_OF.get(code[0]) for code in codes],
            "pair": [(pairs or {}).get(code) for code in codes],
            "region": "R",
        }
    )


def paired_units(pairs: int, middle: int = 0) -> pd.DataFrame:
    codes = [f"{side}{number:02d}" for number in range(pairs) for side in "hl"]
    codes += [f"m{number:02d}" for number in range(middle)]
    return units(*codes, pairs={code: f"P{code[1:]}" for code in codes if code[0] != "m"})


def answers(rows: Sequence[tuple[str | None, Any]], question: str = "q") -> pd.DataFrame:
    """One question, rows of (unit, answer)."""
    return pd.DataFrame(
        {
            "unit": [unit for unit, _ in rows],
            "respondent": [f"r{number}" for number in range(len(rows))],
            question: [answer for _, answer in rows],
        }
    )


def yes_no(item: str = "A", question: str = "q", **changes: Any) -> ItemRule:
    return ItemRule(item, (question,), "single", **{"yes": ("y",), "no": ("n",), "missing": ("dk",)} | changes)


def random_study(
    seed: int, pairs: int = 7, middle: int = 4, questions: int = 5, respondents: int = 60
) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    frame = paired_units(pairs, middle)
    data: dict[str, Any] = {
        "unit": rng.choice(frame["unit"], respondents),
        "respondent": [f"r{i}" for i in range(respondents)],
    }
    for number in range(questions):
        data[f"q{number}"] = rng.choice(np.array(["y", "n", "dk", None]), respondents, p=[0.45, 0.35, 0.1, 0.1])
    items = [yes_no(f"I{number}", f"q{number}") for number in range(questions)]
    return {"units": frame, "answers": pd.DataFrame(data), "items": items}
