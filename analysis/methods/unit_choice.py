"""Which high and low units to take, so that the pairs lie as far apart as they can."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from analysis.methods.arrays import Floats, Ints
from analysis.methods.notes import Note, Refused, refuse_if

EDGE_LIMIT = 200_000

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What must hold beside *both in one region, each unit once*."""

    forced_units: tuple[str, ...] = ()
    forced_pairs: tuple[Edge, ...] = ()
    max_per_region: int | None = None

    @property
    def any(self) -> bool:
        """Tell whether there is anything to hold."""
        return bool(self.forced_units or self.forced_pairs or self.max_per_region is not None)


def choose(high: pd.DataFrame, low: pd.DataFrame, pairs: int, limits: Limits) -> list[Edge]:
    """Choose units with the largest sum of differences.

    Parameters
    ----------
    high, low : DataFrame
        Candidates: `unit`, `region`, `indicator`, `persons`.
    pairs : int
        Pairs wanted.
    limits : Limits
        Further limits; with any of them an integer programme decides.

    Returns
    -------
    list of (high unit, low unit)
        At most `pairs`, fewer where the regions hold no more. Who stands with whom is decided later: the sum does not
        depend on it.
    """
    return with_limits(high, low, pairs, limits) if limits.any else greedy(high, low, pairs)


def greedy(high: pd.DataFrame, low: pd.DataFrame, pairs: int) -> list[Edge]:
    """Take the best high with the best low of a region, then the second with the second, the largest gains first.

    Notes
    -----
    Within a region the gain of the i-th pair falls with i, so the k largest gains over all regions are the optimum.
    Ties go to the pair with more persons, then to the unit code.
    """
    ranked = [_ranked(frame, sign) for frame, sign in ((high, 1), (low, -1))]
    met = ranked[0].merge(ranked[1], on=["region", "place"], suffixes=("_high", "_low"))
    met["gain"] = met["indicator_low"] - met["indicator_high"]
    met["persons"] = met["persons_high"] + met["persons_low"]
    best = met.sort_values(["gain", "persons", "unit_high"], ascending=[False, False, True]).head(pairs)
    return _named(best)


def with_limits(high: pd.DataFrame, low: pd.DataFrame, pairs: int, limits: Limits) -> list[Edge]:
    """Solve the choice as an integer programme over the possible pairs: first how many, then which.

    Raises
    ------
    Refused
        When more than 200,000 pairs are possible, or the limits contradict each other.
    """
    edges = _edges(high, low)
    rules = _Rules(edges, limits)
    refuse_if([] if rules.forced_present else [Note("forced_impossible")])
    if edges.empty:
        return []
    reached = round(float(rules.solve(np.ones(len(edges)), 0, pairs).sum()))
    gain = (edges["indicator_low"] - edges["indicator_high"]).to_numpy(dtype=np.float64)
    taken = edges[rules.solve(gain, reached, reached) > 0.5]
    return _named(taken)


def _ranked(frame: pd.DataFrame, sign: int) -> pd.DataFrame:
    keyed = frame.assign(_far=sign * frame["indicator"], _size=-frame["persons"])
    ordered = keyed.sort_values(["region", "_far", "_size", "unit"])
    return ordered.assign(place=ordered.groupby("region").cumcount())


def _edges(high: pd.DataFrame, low: pd.DataFrame) -> pd.DataFrame:
    possible = int(high["region"].value_counts().mul(low["region"].value_counts(), fill_value=0).sum())
    refuse_if([Note("too_many_edges", {"edges": possible, "limit": EDGE_LIMIT})] if possible > EDGE_LIMIT else [])
    met = high.merge(low, on="region", suffixes=("_high", "_low"))
    return met.sort_values(["unit_high", "unit_low"]).reset_index(drop=True)


class _Rules:
    """The rows of the programme: each unit once, forced ones surely, a region at most so often."""

    def __init__(self, edges: pd.DataFrame, limits: Limits) -> None:
        named = _named(edges)
        units = set(edges["unit_high"]) | set(edges["unit_low"])
        self.forced_present = set(limits.forced_pairs) <= set(named) and set(limits.forced_units) <= units
        self.lower = np.array([pair in limits.forced_pairs for pair in named], dtype=np.float64)
        rows, labels, sizes = list[Ints](), list[str](), list[int]()
        for column in ("unit_high", "unit_low", "region"):
            codes, names = pd.factorize(edges[column], sort=True)
            rows.append(codes + sum(sizes))
            sizes.append(len(names))
            labels += list(names) if column != "region" else []
        rows.append(np.full(len(edges), sum(sizes)))
        places = (np.concatenate(rows), np.tile(np.arange(len(edges)), 4))
        self.rows = sparse.csr_array((np.ones(4 * len(edges)), places), shape=(sum(sizes) + 1, len(edges)))
        most = limits.max_per_region if limits.max_per_region is not None else len(edges)
        self.low = np.array([*(float(unit in limits.forced_units) for unit in labels), *([0.0] * sizes[2])])
        self.high = np.array([*([1.0] * len(labels)), *([float(most)] * sizes[2])])

    def solve(self, gain: Floats, fewest: int, most: int) -> Floats:
        """Maximise the gain with so many pairs."""
        found = optimize.milp(
            -gain,
            integrality=np.ones(len(gain), dtype=np.int64),
            bounds=optimize.Bounds(self.lower, np.ones(len(gain))),
            constraints=optimize.LinearConstraint(self.rows, np.append(self.low, fewest), np.append(self.high, most)),
            options={"mip_rel_gap": 0},
        )
        if not found.success:
            raise Refused([Note("forced_impossible")])
        return np.asarray(found.x, dtype=np.float64)


def _named(edges: pd.DataFrame) -> list[Edge]:
    return list(zip(edges["unit_high"], edges["unit_low"], strict=True))
