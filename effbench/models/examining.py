"""Find out whether the settings or one prompt caused a refusal, by experiment.

If the settings did, they are fitted (`fitting`). If the prompt did, its token limit is lowered, or
the request fails; the module then assigns the blame. Causes are examined one at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from effbench.base import Generation, ModelError
from effbench.models import fitting
from effbench.models.attempts import Again, all_failed, words_of
from effbench.models.base import Request
from effbench.models.exchanging import TIMES, Exchanger
from effbench.models.fitting import Settings
from effbench.models.parameters import ChatParameters
from effbench.models.refusals import Refusal
from effbench.models.replies import Reply

_TIMES_PROVEN = 4
"""As TIMES, for settings that have already produced answers."""


class Examiner:
    """Examines refusals with an unknown cause."""

    def __init__(self, exchanger: Exchanger) -> None:
        self._exchanger, self._known = exchanger, exchanger.known
        self._examining = asyncio.Lock()

    async def examine(
        self,
        group: Sequence[Request],
        wanted: ChatParameters,
        settings: Settings,
        refusal: Refusal,
    ) -> list[Generation] | None:
        """Return the rows for a refused group, or None if the settings changed: send it again."""
        async with self._examining:
            if self._known.settings != settings:
                return None  # another request has changed the settings meanwhile
            return await self._examine(group, wanted, settings, refusal)

    async def _examine(
        self,
        group: Sequence[Request],
        wanted: ChatParameters,
        settings: Settings,
        refusal: Refusal,
    ) -> list[Generation] | None:
        exchanger = self._exchanger
        start = exchanger.clock()
        sent = settings.applied(wanted)
        for trial in self._first_trials(sent, settings, refusal):
            _, replies = await exchanger.tried(trial)
            if replies:
                if trial != sent and trial.limit is not None:
                    self._known.shorten(trial.limit)
                return exchanger.rows(group, replies, trial, exchanger.clock() - start)
        canary = msgspec.structs.replace(wanted, messages=fitting.canary_of(wanted.messages))
        if await exchanger.accepts(settings.applied(canary), self._times(settings)):
            return await self._about_the_prompt(group, sent, settings.applied(canary), refusal)
        fitted = await fitting.fit(canary, settings, exchanger.accepts)
        if fitted is None and refusal.too_long:
            return all_failed(group, words_of(refusal), "model")
        if fitted is None:
            raise ModelError(
                f"{exchanger.address.shown} refuses every request for model {exchanger.model!r}, "
                f"even a short one without options: {words_of(refusal)}"
            )
        if fitted == settings:
            raise Again(words_of(refusal))
        self._known.adopt(fitted, exchanger.sampling.max_new_tokens, refusal.words)
        return None

    def _times(self, settings: Settings) -> int:
        return _TIMES_PROVEN if settings in self._known.proven else TIMES

    def _first_trials(
        self, sent: ChatParameters, settings: Settings, refusal: Refusal
    ) -> list[ChatParameters]:
        """Return the first requests to try: the same one again, because gateways refuse at random,
        then the lower token limit that worked for an earlier prompt.
        """
        again = [] if refusal.too_long else [sent] * (self._times(settings) - 1)
        if sent.limit is None or not self._known.shortened:
            return again
        limit = self._known.shortened[-1]
        return again[:1] + ([sent.with_limit(limit)] if limit < sent.limit else [])

    async def _about_the_prompt(
        self,
        group: Sequence[Request],
        sent: ChatParameters,
        canary: ChatParameters,
        refusal: Refusal,
    ) -> list[Generation]:
        """Return rows for a refused prompt. The canary was accepted with the same settings."""
        exchanger = self._exchanger
        start = exchanger.clock()
        replies: list[Reply] = []

        async def accepts(trial: ChatParameters) -> bool:
            accepted, replies[:] = await exchanger.tried(trial)
            return accepted

        least = await fitting.shortest(canary, exchanger.accepts)
        short = sent if least is None else sent.with_limit(least)
        if least is not None and await accepts(short):
            limit = await fitting.highest_limit(sent, accepts)
            if limit is None or not replies:
                raise Again(words_of(refusal))
            self._known.shorten(limit)
            return exchanger.rows(group, replies, sent, exchanger.clock() - start)
        words = words_of(refusal)
        if refusal.too_long:
            return all_failed(group, words, "model")
        if not refusal.structured:
            return all_failed(group, f"{words} (not in a chat server's format)", "server")
        filler = msgspec.structs.replace(short, messages=fitting.filler_of(sent.messages))
        if await exchanger.accepts(filler):
            words += " (the server takes other prompts of this length)"
            return all_failed(group, words, "server")
        return all_failed(group, f"{words} (the server takes no prompt of this length)", "model")
