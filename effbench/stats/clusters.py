"""Values in clusters: sums, mean and the mean's cluster-robust standard error.

Tasks of one family tend to fail and succeed together, so the family is the unit of resampling. If
tasks were treated as independent, a family of ten variants would count ten times.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Clustered:
    """G clusters: the sum of the values and their number in each, both of shape (G,)."""

    sums: NDArray[np.float64]
    counts: NDArray[np.float64]

    @property
    def g(self) -> int:
        """The number of clusters."""
        return self.sums.size

    @property
    def n(self) -> float:
        """The number of values."""
        return float(self.counts.sum())

    @property
    def mean(self) -> float:
        """The mean of all values. Every value has the same weight, so a large cluster has more."""
        return float(self.sums.sum() / self.n)

    def squared_residuals(self) -> float:
        """Sum over clusters of (sum of residuals)^2."""
        residuals = self.sums - self.mean * self.counts
        return float(residuals @ residuals)

    def deviation(self) -> float:
        """The standard deviation of the clusters' means, if all had the average size; G >= 2."""
        return math.sqrt(self.squared_residuals() / (self.g - 1)) * self.g / self.n

    def standard_error(self) -> float:
        """sqrt(G / (G - 1) * sum over clusters of (sum of residuals)^2) / n, for G >= 2.

        Liang & Zeger 1986; Cameron & Miller 2015, "A Practitioner's Guide to Cluster-Robust
        Inference", section II. With one value per cluster it is s / sqrt(n).
        """
        return math.sqrt(self.g / (self.g - 1) * self.squared_residuals()) / self.n


def clustered(values: ArrayLike, clusters: Sequence[Hashable] | None = None) -> Clustered:
    """Group `values`, shape (n,), by cluster, in order of first appearance. None: one per value.

    Raises ValueError if n = 0, the lengths differ, or a value is NaN or infinite.
    """
    x = np.asarray(values, dtype=np.float64)
    names: Sequence[Hashable] = range(x.size) if clusters is None else clusters
    if x.ndim != 1 or x.size == 0 or len(names) != x.size:
        raise ValueError(f"values of shape {x.shape} for {len(names)} clusters: need (n,), n > 0")
    if not np.isfinite(x).all():
        raise ValueError("values hold NaN or infinity")
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    of = np.array([number[name] for name in names])
    return Clustered(
        sums=np.bincount(of, weights=x, minlength=len(number)).astype(np.float64),
        counts=np.bincount(of, minlength=len(number)).astype(np.float64),
    )
