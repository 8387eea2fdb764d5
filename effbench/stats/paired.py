"""Log-ratios of candidate to reference, from the times and memory of each block.

This module defines when a reference does enough work for a comparison, and the value of a cut-off
block. It estimates nothing from the log-ratios (see `ratio`) and knows no tasks or records.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSOR_RATIO = 10.0
"""A candidate is cut off at this ratio, so larger ratios cannot be told apart."""
MIN_REFERENCE_NS = 500_000
"""With less work, the variation of a fresh process (about 20 us) dominates: no ratio is formed."""
MIN_SHARE = 0.5
"""Minimum work as a share of the no-op's cost on the same input; with less, no ratio is formed. The
no-op's cost varies by 5 % between child processes on a quiet machine and by 10 % on a busy one, and
both arms and the no-op have that error. At this share the error is 10-20 % of the work, which
shifts a large ratio by 1-4 % in total (the logarithm is not linear) and is within the 5 % that
`standard` requests. At a quarter it would be 15 % and more (tests/stats/test_floor.py)."""
MIN_WORK_NS = 50_000
"""Lower limit for the work of either arm: smaller values, even negative ones, are process noise."""
MIN_MEMORY_BYTES = 256 * 1024
"""Lower limit for memory. Below it the granularity of the kernel's count dominates: identical
processes differ by up to about 100 KiB, and use of memory that the interpreter had free before the
call is not visible."""


def large_enough(work_ns: ArrayLike, noop_ns: ArrayLike, margin: float = 1.0) -> bool:
    """Test whether a program does enough work to be timed, relative to the harness's own cost.

    `work_ns`, shape (n,): its CPU times minus the no-op's; `noop_ns`, shape (m,): the no-op's
    times. True if the median work is at least MIN_REFERENCE_NS and at least MIN_SHARE of the
    no-op's median, each times `margin`. Empty `work_ns` gives False; empty `noop_ns` counts as zero
    cost. Raises ValueError if a value is NaN.
    """
    work = np.asarray(work_ns, dtype=np.float64)
    noop = np.asarray(noop_ns, dtype=np.float64)
    if np.isnan(work).any() or np.isnan(noop).any():
        raise ValueError("times hold NaN")
    if not work.size:
        return False
    floor = float(np.median(noop)) if noop.size else 0.0
    return bool(np.median(work) >= margin * max(MIN_REFERENCE_NS, MIN_SHARE * floor))


def paired_log_ratios(
    candidate_ns: ArrayLike,
    reference_ns: ArrayLike,
    timed_out: ArrayLike,
    *,
    baseline_ns: ArrayLike,
) -> NDArray[np.float64]:
    """log((candidate - baseline) / (reference - baseline)) for each block.

    The first three arrays have shape (n,), one entry per block: CPU times in ns of the two arms on
    the same input, and whether the candidate was killed at its cut-off. `baseline_ns` is the
    no-op's time with that input, shape (n,), or one value for all blocks. Rules:

    - both differences are at least MIN_WORK_NS;
    - timed out: the log-ratio is log(CENSOR_RATIO), its smallest possible value;
    - the log-ratio is at most log(CENSOR_RATIO), so a finished block never counts as slower than
      a cut-off one.

    No block is dropped because of its result, which would bias the estimate. `large_enough` checks
    over all blocks together whether the reference does enough work.

    The result has shape (n,), in natural logarithms. n = 0 gives an empty array. Raises ValueError
    if the shapes differ or a value is NaN or infinite.
    """
    candidate = np.asarray(candidate_ns, dtype=np.float64)
    reference = np.asarray(reference_ns, dtype=np.float64)
    baseline = np.asarray(baseline_ns, dtype=np.float64)
    cut = np.asarray(timed_out, dtype=np.bool_)
    if candidate.ndim != 1 or not candidate.shape == reference.shape == cut.shape:
        shapes = candidate.shape, reference.shape, cut.shape
        raise ValueError(f"candidate, reference and timed_out have shapes {shapes}, not three (n,)")
    if baseline.shape not in ((), candidate.shape):
        raise ValueError(f"baseline_ns has shape {baseline.shape}, not () or {candidate.shape}")
    if not all(np.isfinite(times).all() for times in (candidate, reference, baseline)):
        raise ValueError("times hold NaN or infinity")
    ours = np.maximum(candidate - baseline, MIN_WORK_NS)
    theirs = np.maximum(reference - baseline, MIN_WORK_NS)
    log_ratios: NDArray[np.float64] = np.minimum(np.log(ours / theirs), math.log(CENSOR_RATIO))
    log_ratios[cut] = math.log(CENSOR_RATIO)
    return log_ratios


def paired_memory_log_ratios(
    candidate_bytes: ArrayLike, reference_bytes: ArrayLike, baseline_bytes: ArrayLike
) -> NDArray[np.float64]:
    """log((candidate - baseline) / (reference - baseline)) of peak memory, for each block.

    The three arrays have shape (n,), one entry per block; `baseline_bytes` is the no-op's peak with
    the same input. Both differences are at least MIN_MEMORY_BYTES: programs below that limit count
    as equal. The result has shape (n,), in natural logarithms. n = 0 gives an empty array. Raises
    ValueError if the shapes differ or a value is NaN or infinite.
    """
    candidate = np.asarray(candidate_bytes, dtype=np.float64)
    reference = np.asarray(reference_bytes, dtype=np.float64)
    baseline = np.asarray(baseline_bytes, dtype=np.float64)
    if candidate.ndim != 1 or not candidate.shape == reference.shape == baseline.shape:
        shapes = candidate.shape, reference.shape, baseline.shape
        raise ValueError(f"candidate, reference, baseline have shapes {shapes}, not three (n,)")
    if not all(np.isfinite(x).all() for x in (candidate, reference, baseline)):
        raise ValueError("peaks hold NaN or infinity")
    ours = np.maximum(candidate - baseline, MIN_MEMORY_BYTES)
    theirs = np.maximum(reference - baseline, MIN_MEMORY_BYTES)
    log_ratios: NDArray[np.float64] = np.log(ours / theirs)
    return log_ratios
