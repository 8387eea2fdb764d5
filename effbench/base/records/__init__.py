"""The records that modules exchange and that run folders store. Schema version 1.

This package defines names, types and units of everything that is written to disk. It computes
nothing. All records are frozen msgspec structs. Unknown fields are ignored on read, so a reader of
version 1 reads any 1.x. Absent values are `null`, or absent in a manifest's sections; NaN is never
written. Times are integers in nanoseconds or floats in seconds, as the name says; sizes are in
bytes.

- `rows`: answers, verdicts and timings, one per line of a file
- `summary`: metrics, and the results of tasks and samples
- `manifest`: a run's identity, with `sections`, `machine`, `certificate` and `reasons`
"""

from effbench.base.records.certificate import Certificate, CertificateArm, CertificateCheck
from effbench.base.records.machine import (
    AllocatorFacts,
    BlasFacts,
    CpuFeatures,
    InterpreterFacts,
    MachineSection,
)
from effbench.base.records.manifest import Manifest, NodeRecord
from effbench.base.records.plain import SCHEMA_VERSION, Record
from effbench.base.records.reasons import Reason, ReasonKind
from effbench.base.records.rows import (
    NOOP_ARM,
    REFERENCE_ARM,
    FailedInput,
    Generation,
    Repetition,
    Timing,
    Verdict,
)
from effbench.base.records.sections import (
    Frozen,
    GenerationSection,
    JudgeSection,
    ModelSection,
    Observed,
    SamplingFacts,
    SuiteSection,
    TaskEntry,
    TimingSection,
    given,
)
from effbench.base.records.summary import (
    MemoryResult,
    Metric,
    SampleResult,
    Scaling,
    SizeResult,
    Summary,
    TaskResult,
)

__all__ = [
    "NOOP_ARM",
    "REFERENCE_ARM",
    "SCHEMA_VERSION",
    "AllocatorFacts",
    "BlasFacts",
    "Certificate",
    "CertificateArm",
    "CertificateCheck",
    "CpuFeatures",
    "FailedInput",
    "Frozen",
    "Generation",
    "GenerationSection",
    "InterpreterFacts",
    "JudgeSection",
    "MachineSection",
    "Manifest",
    "MemoryResult",
    "Metric",
    "ModelSection",
    "NodeRecord",
    "Observed",
    "Reason",
    "ReasonKind",
    "Record",
    "Repetition",
    "SampleResult",
    "SamplingFacts",
    "Scaling",
    "SizeResult",
    "SuiteSection",
    "Summary",
    "TaskEntry",
    "TaskResult",
    "Timing",
    "TimingSection",
    "Verdict",
    "given",
]
