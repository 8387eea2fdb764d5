"""Facts that a run's requests reveal about a server: the settings it accepts, the models it serves.

The module turns them into warnings for the user and entries of the manifest. Requests are sent in
`asking`, and settings are fitted in `fitting`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from effbench.base import JsonObject
from effbench.models.fitting import Settings


@dataclass
class Known:
    """Facts about a server, from the requests so far."""

    settings: Settings = field(default_factory=Settings)
    left_out: dict[str, str] = field(default_factory=dict)
    """Parameters that the server refuses, each with the text of the refusal."""
    shortened: list[int] = field(default_factory=list)
    """The token limits of the prompts that had to get a lower limit than the others."""
    served: set[str] = field(default_factory=set)
    """Model names in the replies."""
    counts: dict[str, int] = field(
        default_factory=lambda: {"requests": 0, "retries": 0, "throttlings": 0, "sent_together": 0}
    )
    warnings: list[str] = field(default_factory=list)
    proven: set[Settings] = field(default_factory=set)
    """Settings with which the server has answered."""
    explains: bool | None = None
    """True if the server gives finish reasons, None if not known yet."""

    def describe(self) -> JsonObject:
        """Return the entries for the manifest."""
        found: JsonObject = {
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
        """Record that one prompt needs this lower token limit. The first one adds a warning."""
        if not self.shortened:
            self.warnings.append(
                "the model's context is too short for the full token limit after some prompts "
                f"(one got {limit} tokens); the manifest counts them (prompts_with_fewer_tokens)"
            )
        self.shortened.append(limit)

    def leave_out(self, name: str, words: str) -> None:
        """Leave a parameter out from here on. Warn only once: requests in flight may fail too."""
        self.settings = self.settings.without(name)
        if name not in self.left_out:
            self.left_out[name] = words
            instead = "; max_completion_tokens is sent instead" if name == "max_tokens" else ""
            self.warnings.append(f"the server does not take {name}{instead}: {words}")

    def adopt(self, settings: Settings, wanted: int, words: str) -> None:
        """Use settings that were found by experiment, and warn about the changes."""
        for name in sorted(settings.left_out - self.settings.left_out):
            self.leave_out(name, words)
        if settings.cap is not None and settings.cap != self.settings.cap:
            self.warnings.append(
                f"the server refuses {wanted} tokens per answer: from now on, {settings.cap} are "
                f"requested instead (--max-new-tokens): {words}"
            )
        if settings.folded and not self.settings.folded:
            self.warnings.append(
                "the server accepts no system message: its text is sent at the start of the first "
                f"user message: {words}"
            )
        left_out = self.settings.left_out | settings.left_out  # more may be refused meanwhile
        self.settings = dataclasses.replace(settings, left_out=left_out)
