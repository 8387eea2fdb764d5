"""Correctness: judge if a candidate's answer is right on every input of a task."""

from effbench.judging.judge import CorrectnessJudge, Judgement, source_sha256, verdict
from effbench.judging.sharing import SharingJudge

__all__ = ["CorrectnessJudge", "Judgement", "SharingJudge", "source_sha256", "verdict"]
