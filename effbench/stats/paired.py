"""From times and memory of one block after another to log-ratios of candidate to reference.

Decides which blocks can be used and what a cut-off block counts as. It does not estimate anything
from the log-ratios (location) and knows no task and no record.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSOR_RATIO = 10.0
"""At this ratio a candidate is cut off, so nothing above it can be told apart."""
MIN_REFERENCE_NS = 500_000
"""Less work than this drowns in the spread of a fresh process (some 20 us): no ratio is formed."""
MIN_CANDIDATE_NS = 50_000
"""A candidate's time is never taken as less: below it is the process's own noise, even negative."""
MIN_MEMORY_BYTES = 256 * 1024
"""Less memory than this drowns in the grain of the kernel's count: identical processes differ by up
to some 100 KiB, and memory that the interpreter had free before the call is used unseen."""


def paired_log_ratios(
    candidate_ns: ArrayLike,
    reference_ns: ArrayLike,
    timed_out: ArrayLike,
    *,
    baseline_ns: float,
) -> NDArray[np.float64]:
    """log((candidate - baseline) / (reference - baseline)) for each block that can be used.

    The three arrays have shape (n,), one entry a block: CPU times in ns of the two arms on the same
    input, and whether the candidate was killed at its cut-off. `baseline_ns` is the time that a
    candidate which does nothing takes. Rules, in this order:

    - reference - baseline < MIN_REFERENCE_NS (negative ones too): the block is dropped;
    - timed out: the log-ratio is log(CENSOR_RATIO), the least that it can be;
    - candidate - baseline is taken as at least MIN_CANDIDATE_NS;
    - the log-ratio is at most log(CENSOR_RATIO), so a finished block never counts as slower than
      a cut-off one.

    Shape of the result: (m,), m <= n, in block order; natural logarithms. n = 0 gives an empty
    array. Raises ValueError when the shapes differ or a value is NaN or infinite.
    """
    candidate = np.asarray(candidate_ns, dtype=np.float64)
    reference = np.asarray(reference_ns, dtype=np.float64)
    cut = np.asarray(timed_out, dtype=np.bool_)
    if candidate.ndim != 1 or not candidate.shape == reference.shape == cut.shape:
        shapes = candidate.shape, reference.shape, cut.shape
        raise ValueError(f"candidate, reference and timed_out have shapes {shapes}, not three (n,)")
    if not (np.isfinite(candidate).all() and np.isfinite(reference).all()):
        raise ValueError("times hold NaN or infinity")
    if not math.isfinite(baseline_ns):
        raise ValueError("baseline_ns is NaN or infinite")
    reference_work = reference - baseline_ns
    usable = reference_work >= MIN_REFERENCE_NS
    work = np.maximum(candidate[usable] - baseline_ns, MIN_CANDIDATE_NS)
    log_ratios = np.log(work / reference_work[usable])
    capped: NDArray[np.float64] = np.minimum(log_ratios, math.log(CENSOR_RATIO))
    capped[cut[usable]] = math.log(CENSOR_RATIO)
    return capped


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
