"""G8: check that the inputs detect every wrong solution and nearly every mutant of fast.

A program is detected by a wrong answer, an error or a timeout on the correctness inputs, or by a
wrong answer at the timed sizes. A mutant is also detected if it is clearly slower there, because
some changes cost only time. Equivalent mutants are listed by hand, with the reason, in the task's
`equivalent_mutants.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from effbench.base import read_text
from effbench.gates.bench import Bench, Case
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.mutants import Mutant, mutants
from effbench.sandbox import Limits, Outcome, WireError, ZygoteError, calls_frame, job_frame
from effbench.tasks import TimedSize

GATE = "G8"
MIN_KILLED = 0.98
MIN_FAST_WRONG = 2
EQUIVALENT = "equivalent_mutants.txt"
TIMED_MARK = re.compile(r"(?m)^# killed: timed\b")
_FIRST_CASES = 30  # few inputs detect most programs; the others need one more child process
_PATIENCE, _PATIENCE_SECONDS = 10.0, 0.3  # limit: 10 times fast's CPU time on the inputs + 0.3 s
_TIMED_SEEDS = 2
_MOST_IN_A_CALL = 8
_CLEARLY_SLOWER = 1.25
_FAST_WRONG_RATIO = 2.0  # a little above fast: wrong solutions may use other data structures
_BUSY = 2.0  # other load slows arrays and plain code differently: 1.5 once became more than 2
_RACES = 4


def examine(bench: Bench) -> Finding:
    """Run the gate. G3 must have passed, so that the fast tier's answers are right."""
    figures: Figures = {}
    hand = _Jury(bench)
    problems = [*_wrong_solutions(hand, figures, _FAST_WRONG_RATIO), *_mutants(hand, figures)]
    return finding(GATE, bench.files.file, problems, figures)


def wrong_solutions(bench: Bench) -> Finding:
    """Run only the first half of the gate, the wrong solutions; for use on a busy machine."""
    figures: Figures = {}
    problems = list(_wrong_solutions(_Jury(bench), figures, _FAST_WRONG_RATIO * _BUSY))
    return finding(GATE, bench.files.file, problems, figures)


class _Jury:
    """Tests programs on the inputs. Caches inputs, answers and fast's times."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        cases = bench.cases
        self.batches = [
            _Batch(bench, part) for part in (cases[:_FIRST_CASES], cases[_FIRST_CASES:]) if part
        ]
        self._timed: dict[tuple[str, tuple[str, ...], int], _Batch] = {}

    def on_small(self, source: str) -> str:
        """Return how the correctness inputs detect `source`, or "" if they don't."""
        for batch in self.batches:
            words = batch.verdict(source)
            if words:
                return words
        return ""

    def at_size(self, size: TimedSize, shapes: tuple[str, ...], seed: int = 0) -> _Batch:
        """Return timed inputs of these shapes that share a child process."""
        key = (size.label, shapes, seed)
        if key not in self._timed:
            make = self.bench.authored.stress_generator
            assert make is not None  # the registry requires one
            rng = self.bench.rng("mutants", size.label, *shapes, seed)
            each = 1 if len(shapes) > 1 else min(size.batch or 1, _MOST_IN_A_CALL)
            calls = [tuple(make(size.n, shape, rng)) for shape in shapes for _ in range(each)]
            answers = self.bench.answers(self.bench.task.fast, calls, self.bench.path("fast.py"))
            cases = [Case(a, b) for a, b in zip(calls, answers, strict=True)]
            self._timed[key] = _Batch(self.bench, cases)
        return self._timed[key]

    def when_timed(self, source: str) -> str:
        """Return how an input of a timed size detects `source`, or "" if none does."""
        for seed in range(_TIMED_SEEDS):
            for size in self.bench.task.sizes:
                for shape in self.bench.authored.shapes:
                    words = self.at_size(size, (shape,), seed).verdict(source)
                    if words:
                        return f"{size.label} {shape}: {words}"
        return ""

    def slowness(self, source: str) -> float:
        """Return the time of `source` over fast's: the larger of the ratios at M and L.

        Each ratio is the smallest of `_RACES` races.
        """
        shapes = tuple(self.bench.authored.shapes)
        middle, large = self.bench.task.sizes[1:]
        batches = (self.at_size(middle, shapes), self.at_size(large, shapes[:1]))
        return max(batch.race(source) for batch in batches)


class _Batch:
    """Inputs that share a child process, with their answers and limits based on fast's CPU time."""

    def __init__(self, bench: Bench, cases: list[Case]) -> None:
        self.bench, self.cases = bench, cases
        self.frame = calls_frame([case.arguments for case in cases])
        size = len(calls_frame([tuple(case.expected for case in cases)]))
        memory = bench.task.memory_limit_bytes
        self.limits = Limits(60.0, memory_bytes=memory, output_bytes=8 * size + (1 << 20))
        fast_ns = self.run(bench.task.fast, self.limits).cpu_ns
        seconds = min(60.0, _PATIENCE * fast_ns / 1e9 + _PATIENCE_SECONDS)
        self.limits = Limits(seconds, memory_bytes=memory, output_bytes=self.limits.output_bytes)

    def run(self, source: str, limits: Limits) -> Outcome:
        task = self.bench.task
        job = job_frame(source, task.entry_point, task.prelude)
        return self.bench.sandbox.run_frames(job, self.frame, limits, task.imports)

    def verdict(self, source: str) -> str:
        try:
            outcome = self.run(source, self.limits)
        except (WireError, UnicodeError) as error:
            return f"no source: {error}"
        if outcome.ended != "returned":
            return f"{outcome.ended} {outcome.detail}".strip()
        if len(outcome.values) != len(self.cases):
            return "answers for other calls"
        found = self.bench.wrong_at(self.cases, outcome.values)
        return "" if found is None else f"wrong answer: {found[1]}"

    def race(self, source: str) -> float:
        task = self.bench.task
        jobs = [job_frame(text, task.entry_point, task.prelude) for text in (source, task.fast)]
        limits = Limits(60.0, memory_bytes=self.limits.memory_bytes)
        ratios = []
        try:
            with self.bench.sandbox.lease(task.imports) as zygote:
                for _ in range(_RACES):
                    own, fast = (zygote.run(job, self.frame, limits) for job in jobs)
                    ratios.append(own.cpu_ns / max(1, fast.cpu_ns))
        except ZygoteError:  # an infrastructure error: the program's speed is unknown
            return 1.0
        return min(ratios)


def _wrong_solutions(jury: _Jury, figures: Figures, most_times_fast: float) -> Iterator[Problem]:
    bench = jury.bench
    names = list(bench.task.wrong)
    small = bench.parallel(lambda name: jury.on_small(bench.task.wrong[name]), names)
    fast_wrong = 0
    for name, killed in zip(names, small, strict=True):
        source, path = bench.task.wrong[name], bench.path(f"wrong/{name}.py")
        timed = bool(TIMED_MARK.search(source))
        if not killed and not timed:
            yield Problem(
                path,
                "this wrong solution passes every correctness input",
                "add inputs that detect it, or head it `# killed: timed` if small ones can't",
            )
        elif timed and not jury.when_timed(source):
            yield Problem(
                path,
                "it is headed `# killed: timed`, but gives right answers at the timed sizes",
                "let @TASK.stress make inputs that detect it",
            )
        fast_wrong += fast_wrong < MIN_FAST_WRONG and _is_fast(jury, source, most_times_fast)
    figures["wrong_solutions"] = len(names)
    figures["fast_but_wrong"] = f"{fast_wrong} or more" if fast_wrong else 0
    if fast_wrong < MIN_FAST_WRONG:
        yield Problem(
            bench.path("wrong"),
            f"{fast_wrong} of the wrong solutions are as fast as fast.py, not {MIN_FAST_WRONG}",
            "add wrong solutions with the right idea and one mistake: speed alone must not score",
        )


def _is_fast(jury: _Jury, source: str, most_times_fast: float) -> bool:
    batch = jury.at_size(jury.bench.task.sizes[1], tuple(jury.bench.authored.shapes))
    outcome = batch.run(source, batch.limits)
    return outcome.ended == "returned" and batch.race(source) <= most_times_fast


def _mutants(jury: _Jury, figures: Figures) -> Iterator[Problem]:
    bench = jury.bench
    made = mutants(bench.task.fast)
    listed = _listed(bench)
    small = bench.parallel(lambda mutant: jury.on_small(mutant.source), made)
    survivors = [m for m, words in zip(made, small, strict=True) if not words]
    stale = [m for m, words in zip(made, small, strict=True) if words and m.id in listed]
    open_ones = [mutant for mutant in survivors if mutant.id not in listed]
    fates = bench.parallel(lambda mutant: jury.when_timed(mutant.source), open_ones)
    unseen = [m for m, words in zip(open_ones, fates, strict=True) if not words]
    alive = []
    slower = []
    for mutant in unseen:  # one at a time, as these are timed
        ratio = jury.slowness(mutant.source)
        if ratio >= _CLEARLY_SLOWER:
            slower.append((mutant, ratio))
        else:
            alive.append((mutant, ratio))
    counted = len(made) - len(survivors) + len(open_ones)
    share = 1.0 if not counted else (counted - len(alive)) / counted
    figures.update(
        mutants=len(made),
        listed_equivalent=len(survivors) - len(open_ones),
        killed_on_small=len(made) - len(survivors),
        killed_when_timed=len(open_ones) - len(unseen),
        killed_by_slowness=[_shown(mutant, ratio) for mutant, ratio in slower],
        alive=[_shown(mutant, ratio) for mutant, ratio in alive],
        killed_share=round(share, 4),
    )
    if stale:
        yield Problem(
            bench.path(EQUIVALENT),
            f"{stale[0].id} is listed as equivalent, but the inputs detect it",
            "remove the line from the list",
        )
    if share < MIN_KILLED:
        yield _unkilled(bench, alive[0][0], share)


def _shown(mutant: Mutant, ratio: float) -> str:
    """Describe a mutant in the form of a line of `equivalent_mutants.txt`."""
    return f"{mutant.id}  # {mutant.change} ({ratio:.2f} x fast)"


def _unkilled(bench: Bench, mutant: Mutant, share: float) -> Problem:
    return Problem(
        bench.path("fast.py"),
        f"{share:.1%} of the mutants are detected, not {MIN_KILLED:.0%}; alive: {mutant.id}, "
        f"{mutant.change}",
        f"add inputs that detect it; if it is equivalent, list it in {EQUIVALENT} with the reason",
    )


def _listed(bench: Bench) -> dict[str, str]:
    """Return mutant id -> reason from the task's list. Lines without a reason are ignored."""
    path = bench.files.solutions / EQUIVALENT
    if not path.exists():
        return {}
    lines = [line.partition("#") for line in read_text(path).splitlines()]
    return {name.strip(): reason.strip() for name, _, reason in lines if name.strip() and reason}
