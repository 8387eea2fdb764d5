"""Knowledge of a server from the requests of a run: the settings it accepts, and its answers.

Decides which of it the user sees as warnings and which goes into the manifest. It sends no request
(`asking`) and fits no setting (`fitting`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from effbench.models.fitting import Settings


@dataclass
class Known:
    """Knowledge of a server from the requests so far."""

    settings: Settings = field(default_factory=Settings)
    left_out: dict[str, str] = field(default_factory=dict)
    """Parameters that it does not take, with its words."""
    shortened: list[int] = field(default_factory=list)
    """Limits of tokens of the prompts that got fewer than the others."""
    served: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(
        default_factory=lambda: {"requests": 0, "retries": 0, "throttlings": 0, "sent_together": 0}
    )
    warnings: list[str] = field(default_factory=list)
    proven: set[Settings] = field(default_factory=set)
    """Settings with which it has answered."""
    explains: bool | None = None
    """Does it give finish reasons? None: not known yet."""

    def describe(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "served_models": sorted(self.served),
            "parameters_left_out": dict(self.left_out),
        }
        if self.settings.cap is not None:
            found["max_tokens_sent"] = self.settings.cap
        if self.shortened:
            found["prompts_with_fewer_tokens"] = len(self.shortened)
            found["fewest_max_tokens_sent"] = min(self.shortened)
        if self.settings.folded:
            found["system_prompt"] = "at the head of the first user message"
        return found

    def shorten(self, limit: int) -> None:
        """One prompt leaves less room for its answer than the others."""
        if not self.shortened:
            self.warnings.append(
                f"the model's context leaves some prompts less room for an answer, {limit} tokens; "
                "how many they are stands in the manifest (prompts_with_fewer_tokens)"
            )
        self.shortened.append(limit)

    def leave_out(self, name: str, words: str) -> None:
        """Requests in flight may be refused for the same parameter; the first one decides."""
        self.settings = self.settings.without(name)
        if name not in self.left_out:
            self.left_out[name] = words
            instead = "; max_completion_tokens is sent instead" if name == "max_tokens" else ""
            self.warnings.append(f"the server does not take {name}{instead}: {words}")

    def adopt(self, settings: Settings, wanted: int, words: str) -> None:
        """Settings that were found by experiment."""
        for name in sorted(settings.left_out - self.settings.left_out):
            self.leave_out(name, words)
        if settings.cap is not None and settings.cap != self.settings.cap:
            self.warnings.append(
                f"the server takes no {wanted} tokens an answer: {settings.cap} are asked for "
                f"instead, from here on (--max-new-tokens): {words}"
            )
        if settings.folded and not self.settings.folded:
            self.warnings.append(
                "the server takes no system message: its text is sent at the head of the first "
                f"user message: {words}"
            )
        left_out = self.settings.left_out | settings.left_out  # refused meanwhile, by name
        self.settings = dataclasses.replace(settings, left_out=left_out)
