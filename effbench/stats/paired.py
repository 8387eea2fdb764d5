"""From times and memory of one block after another to log-ratios of candidate to reference.

Decides when a reference does enough to be compared with and what a cut-off block counts as. It does
not estimate anything from the log-ratios (ratio) and knows no task and no record.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSOR_RATIO = 10.0
"""At this ratio a candidate is cut off, so nothing above it can be told apart."""
MIN_REFERENCE_NS = 500_000
"""Less work than this drowns in the spread of a fresh process (some 20 us): no ratio is formed."""
MIN_SHARE = 0.5
"""Of the no-op's cost on the same input: with less work than this no ratio is formed either. The
no-op's cost varies by 5 % from child to child on a quiet machine and by 10 % on a busy one, and
both arms and the no-op have that error. At this share it is 10-20 % of the work, which moves a
large ratio by 1-4 % on the whole (the logarithm is not straight) and is within the 5 % that
`standard` asks for; at a quarter it would be 15 % and more (tests/stats/test_floor.py)."""
MIN_WORK_NS = 50_000
"""Nobody's work is taken as less: below it is the process's own noise, even negative."""
MIN_MEMORY_BYTES = 256 * 1024
"""Less memory than this drowns in the grain of the kernel's count: identical processes differ by up
to some 100 KiB, and memory that the interpreter had free before the call is used unseen."""


def large_enough(work_ns: ArrayLike, noop_ns: ArrayLike, margin: float = 1.0) -> bool:
    """Does a program do enough beside what the harness costs on the same inputs to be timed?

    `work_ns`, shape (n,): its CPU times less the no-op's; `noop_ns`, shape (m,): the no-op's own.
    True when the median work is at least MIN_REFERENCE_NS and at least MIN_SHARE of the no-op's
    median, each times `margin`. No work is not enough; no no-op costs nothing. Raises ValueError
    when a value is NaN.
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

    The first three arrays have shape (n,), one entry a block: CPU times in ns of the two arms on
    the same input, and whether the candidate was killed at its cut-off. `baseline_ns` is the time
    of a candidate that does nothing with that input, shape (n,), or one for all blocks. Rules:

    - both differences are taken as at least MIN_WORK_NS;
    - timed out: the log-ratio is log(CENSOR_RATIO), the least that it can be;
    - the log-ratio is at most log(CENSOR_RATIO), so a finished block never counts as slower than
      a cut-off one.

    No block is dropped for what it shows: that would prefer some outcomes. Whether the reference
    does enough to be compared with is asked of all its blocks together (`large_enough`).

    Shape of the result: (n,), natural logarithms. n = 0 gives an empty array. Raises ValueError
    when the shapes differ or a value is NaN or infinite.
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

    The three arrays have shape (n,), one entry a block; `baseline_bytes` is the peak of a candidate
    that does nothing with the same input. Both differences are taken as at least MIN_MEMORY_BYTES:
    whoever stays below it is even with whoever else does. Shape of the result: (n,), natural
    logarithms. n = 0 gives an empty array. Raises ValueError when the shapes differ or a value is
    NaN or infinite.
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
