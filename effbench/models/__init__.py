"""Models: local weights, API servers and recorded answers, and the code in their replies.

    opening      a model by name                              opening.py
    prompts      from a task to a prompt                      prompts.py
    extraction   from a reply to source code                  extraction/

Nothing here runs code that a model wrote.
"""

from effbench.models.base import (
    BackendOptions,
    Model,
    ModelOpener,
    ModelOptions,
    Request,
    Sampling,
    answered,
    failed,
)
from effbench.models.extraction.extracting import EXTRACTOR_VERSION, extract_for
from effbench.models.extraction.parsing import Extracted
from effbench.models.opening import BACKENDS, MODELS, SPECS, open_model
from effbench.models.replay import ReplayModel
from effbench.models.weights import require_libraries

__all__ = [
    "BACKENDS",
    "EXTRACTOR_VERSION",
    "MODELS",
    "SPECS",
    "BackendOptions",
    "Extracted",
    "Model",
    "ModelOpener",
    "ModelOptions",
    "ReplayModel",
    "Request",
    "Sampling",
    "answered",
    "extract_for",
    "failed",
    "open_model",
    "require_libraries",
]
