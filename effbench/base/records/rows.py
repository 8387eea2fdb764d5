"""The rows of a run folder: answers, verdicts and timings. One line of a file is one row."""

from __future__ import annotations

from effbench.base.records.plain import Record
from effbench.base.statuses import Blame, Ended, Status

REFERENCE_ARM = "reference"
NOOP_ARM = "noop"


class Generation(Record, frozen=True, kw_only=True):
    """The model's answer for (task, sample), unaltered."""

    task_id: str
    sample_index: int
    text: str
    """The answer's text; for `solution` replays, the code itself."""
    is_code: bool = False
    """True if `text` is already code (reference solutions, `solution` replays): no extraction."""
    reasoning: str | None = None
    finish_reason: str = "stop"
    """`stop`, `length` (cut off), or, without an answer, `error` or `missing`: see `error`."""
    error: str | None = None
    infra: bool = False
    """True if the model did not cause the error: the status is `infra_error`, never wrong. Older
    readers know only this field."""
    blame: Blame | None = None
    """The cause of the error. None without an error, and in rows of older versions: use `fault`."""
    prompt_sha256: str = ""
    key: str = ""
    """Key of all that shapes the run's answers (`manifest.generation.key`); checked on read."""
    seed: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float | None = None

    @property
    def fault(self) -> Blame | None:
        """The cause of a missing answer, in rows of any version; None with an answer."""
        if self.finish_reason != "error":
            return None
        return self.blame or ("server" if self.infra else "model")


class FailedInput(Record, frozen=True, kw_only=True):
    """The first input that a candidate failed, shortened for reading."""

    label: str
    arguments: str
    expected: str
    returned: str


class Verdict(Record, frozen=True, kw_only=True):
    """The result of (task, sample) on the correctness inputs."""

    task_id: str
    sample_index: int
    status: Status
    detail: str = ""
    source: str | None = None
    source_sha256: str | None = None
    extract_rule: str = ""
    n_inputs: int = 0
    n_passed: int = 0
    failed_input: FailedInput | None = None
    waited_seconds: float = 0.0
    """Waiting time over all inputs (sleeping, locks); 0 in rows of older versions."""
    node: str = ""
    """The cluster node that judged it (`manifest.nodes`); "" for the run's own machine."""


class Repetition(Record, frozen=True, kw_only=True):
    """One fresh child process on one block's input. Raw data, never deleted."""

    block: int
    position: int
    """Position within the block's random order."""
    arm: str
    """`reference`, `noop`, or the candidate's source SHA-256."""
    ended: Ended
    cpu_ns: int
    """CPU time (all threads, user + system) from the input's hand-over to the process's end."""
    wall_ns: int
    peak_rss_bytes: int
    wrong: str | None = None
    """The fault of the output, or of the process's end; None if there was none."""
    forgiven: bool = False
    """An imported set's rule: this end without an answer counts as a timeout, not as wrong."""
    waited_ns: int = 0
    """Waiting time (sleeping, locks); 0 in rows of older versions."""

    @property
    def cut_off(self) -> bool:
        """True without an answer and without a failure: timed out, or forgiven."""
        return self.ended == "timeout" or self.forgiven

    @property
    def failed(self) -> bool:
        """True for a wrong answer, or an end that counts as one."""
        return not self.cut_off and (self.wrong is not None or self.ended != "returned")


class Timing(Record, frozen=True, kw_only=True):
    """All blocks of one (task, size)."""

    task_id: str
    size: str
    n: int
    batch: int
    cutoff_cpu_ns: int
    """CPU time after which a candidate's child process was killed and censored at this size."""
    cycle: int = 1
    """Blocks 0 ... cycle - 1 hold one input of each shape, and so on; 1 if shapes are mixed."""
    turns: tuple[int, ...] = ()
    """The shape of each block, by block number, as a number below `cycle`. Empty if shapes are
    mixed, and in records of older versions, which do not name them."""
    repetitions: tuple[Repetition, ...]
    node: str = ""
    """The cluster node on which all of it ran; "" for the run's own machine."""
