"""The server's metrics, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from effbench.reward.verdict import RewardVerdict

_BUCKETS = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600)
_PREFIX = "effbench_reward"


class Metrics:
    """The metrics of one server. All names begin with effbench_reward_.

    `judge_stats` returns `Judge.stats`; it is called at each scrape.
    """

    def __init__(self, judge_stats: Callable[[], Mapping[str, float]]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}_requests",
            "Requests, by path and HTTP status.",
            ["path", "code"],
            registry=self._registry,
        )
        self._completions = Counter(
            f"{_PREFIX}_completions",
            "Scored completions, by verdict; infra_error ones have no reward.",
            ["status"],
            registry=self._registry,
        )
        self._cached = Counter(
            f"{_PREFIX}_cached_completions",
            "Scored completions whose source had been measured before.",
            registry=self._registry,
        )
        self._seconds = Histogram(
            f"{_PREFIX}_request_seconds",
            "Seconds from the request to its verdicts, including the queue.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.pending = Gauge(
            f"{_PREFIX}_pending_completions",
            "Completions queued or being judged.",
            registry=self._registry,
        )
        self._registry.register(_JudgeStats(judge_stats))

    def requested(self, path: str, code: int) -> None:
        """Count a request."""
        self._requests.labels(path, str(code)).inc()

    def scored(self, verdicts: Iterable[RewardVerdict], seconds: float) -> None:
        """Count a request's verdicts and observe its duration."""
        self._seconds.observe(seconds)
        for verdict in verdicts:
            self._completions.labels(verdict.status).inc()
            self._cached.inc(verdict.cached)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _JudgeStats(Collector):
    """The judge's counts: seconds by phase, groups timed, and sources timed and judged."""

    def __init__(self, stats: Callable[[], Mapping[str, float]]) -> None:
        self._stats = stats

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics, read from the judge."""
        found = dict(self._stats())
        seconds = CounterMetricFamily(
            f"{_PREFIX}_judge_seconds", "Wall seconds of the judge, by phase.", labels=["phase"]
        )
        for name, value in found.items():
            if name.endswith("_seconds"):
                seconds.add_metric([name.removesuffix("_seconds")], value)
        yield seconds
        for name, said in (
            ("groups timed", "Groups of completions that were timed together."),
            ("timed", "Distinct sources that were timed."),
            ("judged", "Distinct sources that were judged for correctness."),
        ):
            metric = CounterMetricFamily(f"{_PREFIX}_judge_{name.replace(' ', '_')}", said)
            metric.add_metric([], found.get(name, 0.0))
            yield metric
