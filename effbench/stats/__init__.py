"""Estimators, intervals and tests: functions of numbers, independent of the rest of effbench.

`stats.peers` holds other projects' metrics as pure functions.
"""

from effbench.stats.at_k import best_of_k, cross_fitted_best_of_k, pass_at_k
from effbench.stats.bootstrap import MIN_CLUSTERS, N_RESAMPLES, mean_interval
from effbench.stats.clusters import clustered
from effbench.stats.differences import (
    Difference,
    fixed_set_interval,
    paired_difference,
    pairwise_p_values,
    simultaneous_p_values,
)
from effbench.stats.fixed_set import (
    MIN_SAMPLES_PER_K,
    fixed_set_mean_interval,
    fixed_set_score_interval,
)
from effbench.stats.linking import Link, link
from effbench.stats.location import hodges_lehmann
from effbench.stats.log_scale import CAP_LOG_RATIO, efficiency, uncapped_efficiency
from effbench.stats.paired import (
    CENSOR_RATIO,
    MIN_MEMORY_BYTES,
    MIN_WORK_NS,
    large_enough,
    paired_log_ratios,
    paired_memory_log_ratios,
)
from effbench.stats.peers.evalperf import NO_CLUSTER, TaskScores, dps_norm, matching_cluster
from effbench.stats.peers.ours import speed_on_common
from effbench.stats.proportion import UNSEEN, score_interval
from effbench.stats.ratio import MIN_VALUES, Centre, centre, located
from effbench.stats.replication import Components, Shift, Verdict, components, shift
from effbench.stats.resolution import MIN_RESOLVING, POWER, resolvable_difference
from effbench.stats.scaling import Growth, Interval, Series, class_name, local_exponent, power_law
from effbench.stats.small_work import Times

__all__ = [
    "CAP_LOG_RATIO",
    "CENSOR_RATIO",
    "MIN_CLUSTERS",
    "MIN_MEMORY_BYTES",
    "MIN_RESOLVING",
    "MIN_SAMPLES_PER_K",
    "MIN_VALUES",
    "MIN_WORK_NS",
    "NO_CLUSTER",
    "N_RESAMPLES",
    "POWER",
    "UNSEEN",
    "Centre",
    "Components",
    "Difference",
    "Growth",
    "Interval",
    "Link",
    "Series",
    "Shift",
    "TaskScores",
    "Times",
    "Verdict",
    "best_of_k",
    "centre",
    "class_name",
    "clustered",
    "components",
    "cross_fitted_best_of_k",
    "dps_norm",
    "efficiency",
    "fixed_set_interval",
    "fixed_set_mean_interval",
    "fixed_set_score_interval",
    "hodges_lehmann",
    "large_enough",
    "link",
    "local_exponent",
    "located",
    "matching_cluster",
    "mean_interval",
    "paired_difference",
    "paired_log_ratios",
    "paired_memory_log_ratios",
    "pairwise_p_values",
    "pass_at_k",
    "power_law",
    "resolvable_difference",
    "score_interval",
    "shift",
    "simultaneous_p_values",
    "speed_on_common",
    "uncapped_efficiency",
]
