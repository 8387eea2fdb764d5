"""Correctness: is a candidate's answer right on every input of a task?"""

from effbench.judging.judge import Judge, Judgement, source_sha256, verdict
from effbench.judging.sharing import SharingJudge

__all__ = ["Judge", "Judgement", "SharingJudge", "source_sha256", "verdict"]
