"""Send one request to a chat server, turn the replies into rows, and adapt to refusals.

After a refusal the module leaves out one parameter, fits the settings (`fitting`), lowers one
prompt's token limit, or ends the run. It also assigns the blame for a missing answer. Retry counts
are set in `openai_api`; replies are parsed in `replies` and `refusals`. Refusals with an unknown
cause are examined one at a time.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any

from effbench.base import Generation, ModelError, one_line
from effbench.models import fitting
from effbench.models.attempts import (
    Again,
    Why,
    all_failed,
    chat_parameters,
    most_tokens,
    words_of,
)
from effbench.models.base import Request, Sampling, answered, failed
from effbench.models.connection import Address, BrokenError, Connection, RefusedError
from effbench.models.fitting import Settings
from effbench.models.known import Known
from effbench.models.pacing import Clock, Pacer
from effbench.models.refusals import Refusal, meaning_of
from effbench.models.replies import BadReplyError, Reply, parse_replies

_TIMES = 2
"""Consecutive refusals needed before an experiment counts as refused."""
_TIMES_PROVEN = 4
"""The same number for settings that have already produced answers."""


class Asker:
    """Sends requests to one server, within one event loop."""

    def __init__(
        self,
        model: str,
        sampling: Sampling,
        address: Address,
        connection: Connection,
        pacer: Pacer,
        clock: Clock,
        known: Known,
    ) -> None:
        self._model, self._sampling, self._address = model, sampling, address
        self._connection, self._pacer, self._clock = connection, pacer, clock
        self._known = known
        self._examining = asyncio.Lock()

    async def ask(self, group: Sequence[Request], tried: Counter[Why]) -> list[Generation]:
        """Return rows for the first requests of the group, at least one.

        `tried` counts the failed attempts for this group by reason. Raises Again if the request
        should be retried, and ModelError if every later request would fail too.
        """
        while True:
            settings, wanted = self._known.settings, self._wanted(group)
            sent = settings.applied(wanted)
            start = self._clock()
            try:
                replies = await self._exchange(sent)
            except RefusedError as error:
                rows = await self._refused(group, wanted, settings, error)
                if rows is not None:
                    return rows
            except BadReplyError as error:
                return self._no_answer(group, error)
            else:
                self._require_said(replies, tried)
                if len(group) > 1:
                    self._notice(replies, sent)
                self._known.proven.add(settings)
                return self._rows(group, replies, sent, self._clock() - start)

    def _wanted(self, group: Sequence[Request]) -> dict[str, Any]:
        wanted = chat_parameters(self._model, group[0], self._sampling)
        if len(group) > 1:
            wanted["n"] = len(group)
        return wanted

    # --- one exchange ---------------------------------------------------------------------------

    async def _exchange(self, sent: dict[str, Any]) -> list[Reply]:
        """Raises RefusedError, BadReplyError, Again, ModelError."""
        async with self._pacer.turn(most_tokens(sent)) as turn:
            self._known.counts["requests"] += 1
            try:
                replies = parse_replies(await self._connection.post(sent))
            except BrokenError as error:
                why: Why = "unreachable" if error.unreachable else "failed"
                raise Again(str(error), why=why) from None
            except (RefusedError, BadReplyError) as error:
                turn.tokens = 0
                refusal = error.refusal
                if refusal is None:
                    raise
                if refusal.status == 429:
                    self._pacer.throttled(turn)
                refusal = dataclasses.replace(refusal, words=self._address.clean(refusal.words))
                wait = error.wait if isinstance(error, RefusedError) else None
                raise RefusedError(refusal, wait) from None
            self._pacer.succeeded()
            cost = (replies[0].tokens_in or 0) + (replies[0].tokens_out or 0)
            turn.tokens = cost or turn.tokens
        return replies

    async def _tried(self, sent: dict[str, Any]) -> tuple[bool, list[Reply]]:
        """Return whether the server accepts the request, and its answers.

        Raises Again and ModelError as for any request.
        """
        try:
            return True, await self._exchange(sent)
        except BadReplyError:
            return True, []
        except RefusedError as error:
            meaning, _ = meaning_of(error.refusal, sent)
            if meaning == "stop":
                raise self._hopeless(error.refusal) from None
            if meaning == "again":
                raise Again(words_of(error.refusal), error.wait) from None
            return False, []

    async def _accepts(self, sent: dict[str, Any], times: int = _TIMES) -> bool:
        """Return True if the server accepts any of `times` attempts: gateways sometimes refuse
        requests at random.
        """
        for _ in range(times):
            if (await self._tried(sent))[0]:
                return True
        return False

    # --- refusals -------------------------------------------------------------------------------

    async def _refused(
        self,
        group: Sequence[Request],
        wanted: dict[str, Any],
        settings: Settings,
        error: RefusedError,
    ) -> list[Generation] | None:
        """Return the rows for a refused group, or None if the settings changed: send it again."""
        refusal = error.refusal
        meaning, name = meaning_of(refusal, settings.applied(wanted))
        if meaning == "stop":
            raise self._hopeless(refusal, name)
        if meaning == "again":
            raise Again(words_of(refusal), error.wait)
        if meaning == "withheld":
            return all_failed(group, words_of(refusal), "model")
        if meaning == "parameter":
            self._known.leave_out(name, refusal.words)
            return None
        async with self._examining:
            if self._known.settings != settings:
                return None  # another request has changed the settings meanwhile
            return await self._examine(group, wanted, settings, refusal)

    async def _examine(
        self, group: Sequence[Request], wanted: dict[str, Any], settings: Settings, refusal: Refusal
    ) -> list[Generation] | None:
        """Find out whether the settings or the prompt caused the refusal. Returns as `_refused`."""
        start = self._clock()
        sent = settings.applied(wanted)
        for trial in self._first_trials(sent, settings, refusal):
            _, replies = await self._tried(trial)
            if replies:
                if trial != sent:
                    self._known.shorten(trial[fitting.limit_name(trial) or ""])
                return self._rows(group, replies, trial, self._clock() - start)
        canary = {**wanted, "messages": fitting.canary_of(wanted["messages"])}
        if await self._accepts(settings.applied(canary), self._times(settings)):
            return await self._about_the_prompt(group, sent, settings.applied(canary), refusal)
        fitted = await fitting.fit(canary, settings, self._accepts)
        if fitted is None and refusal.too_long:
            return all_failed(group, words_of(refusal), "model")
        if fitted is None:
            raise ModelError(
                f"{self._address.shown} refuses every request for model {self._model!r}, even a "
                f"short one without options: {words_of(refusal)}"
            )
        if fitted == settings:
            raise Again(words_of(refusal))
        self._known.adopt(fitted, wanted["max_tokens"], refusal.words)
        return None

    def _times(self, settings: Settings) -> int:
        return _TIMES_PROVEN if settings in self._known.proven else _TIMES

    def _first_trials(
        self, sent: dict[str, Any], settings: Settings, refusal: Refusal
    ) -> list[dict[str, Any]]:
        """Return the first requests to try: the same one again, because gateways refuse at random,
        then the lower token limit that worked for an earlier prompt.
        """
        again = [] if refusal.too_long else [sent] * (self._times(settings) - 1)
        name = fitting.limit_name(sent)
        if name is None or not self._known.shortened:
            return again
        limit = self._known.shortened[-1]
        return again[:1] + ([{**sent, name: limit}] if limit < sent[name] else [])

    async def _about_the_prompt(
        self,
        group: Sequence[Request],
        sent: dict[str, Any],
        canary: dict[str, Any],
        refusal: Refusal,
    ) -> list[Generation]:
        """Return rows for a refused prompt. The canary was accepted with the same settings."""
        start = self._clock()
        replies: list[Reply] = []

        async def accepts(trial: dict[str, Any]) -> bool:
            accepted, replies[:] = await self._tried(trial)
            return accepted

        least = await fitting.shortest(canary, self._accepts)
        if least and await accepts({**sent, **least}):
            limit = await fitting.highest_limit(sent, accepts)
            if limit is None or not replies:
                raise Again(words_of(refusal))
            self._known.shorten(limit)
            return self._rows(group, replies, sent, self._clock() - start)
        words = words_of(refusal)
        if refusal.too_long:
            return all_failed(group, words, "model")
        if not refusal.structured:
            return all_failed(group, f"{words} (not in a chat server's format)", "server")
        filler = {**sent, **least, "messages": fitting.filler_of(sent["messages"])}
        if await self._accepts(filler):
            words += " (the server takes other prompts of this length)"
            return all_failed(group, words, "server")
        return all_failed(group, f"{words} (the server takes no prompt of this length)", "model")

    def _hopeless(self, refusal: Refusal, parameter: str = "") -> ModelError:
        advice = "Check the key, the model's name and --base-url (it usually ends in /v1)"
        if refusal.unpaid:
            advice = "The account is not paid or has no quota left; no more requests are sent"
        elif parameter in ("temperature", "top_p"):
            option = f"--{parameter.replace('_', '-')}"
            advice = f"Choose another {option} than {getattr(self._sampling, parameter):g}"
        return ModelError(
            f"{self._address.shown} refuses model {self._model!r} with {words_of(refusal)}. "
            f"{advice}"
        )

    # --- answers --------------------------------------------------------------------------------

    def _no_answer(self, group: Sequence[Request], error: BadReplyError) -> list[Generation]:
        words = self._address.clean(str(error))
        if error.fault == "withheld":  # the group's other samples may still get an answer
            return [failed(group[0], words, blame="model")]
        why: Why = "empty" if error.fault == "empty" else "failed"
        raise Again(words, why=why, reasoning=error.reasoning)

    def _require_said(self, replies: Sequence[Reply], tried: Counter[Why]) -> None:
        """Raise Again for the first blank answer, and for an answer without a finish reason unless
        this server is known to give none.
        """
        if any(reply.is_blank for reply in replies) and not tried["empty"]:
            raise Again("the answer is empty", why="empty")
        if all(reply.says_why for reply in replies):
            self._known.explains = True
        elif self._known.explains is None and tried["unexplained"]:
            self._known.explains = False
            self._known.warnings.append(
                "the server gives no finish reasons: truncated answers can't be detected"
            )
        elif self._known.explains is not False:
            raise Again("the answer came without a finish_reason", why="unexplained")

    def _notice(self, replies: Sequence[Reply], sent: dict[str, Any]) -> None:
        """Count the answers that came together. Warn once if the server ignores `n`."""
        if "n" in sent and len(replies) > 1:
            self._known.counts["sent_together"] += len(replies)
        elif "n" in sent:
            self._known.leave_out("n", f"it sends {len(replies)} answer for n={sent['n']}")

    def _rows(
        self,
        group: Sequence[Request],
        replies: Sequence[Reply],
        sent: dict[str, Any],
        seconds: float,
    ) -> list[Generation]:
        """Return one row for each answer. A server may send more or fewer than requested."""
        together = sent.get("n", 1) > 1
        rows = []
        for request, reply in zip(group, replies, strict=False):
            if reply.served_model:
                self._known.served.add(one_line(reply.served_model, 100))
            row = answered(
                request,
                reply.text,
                reasoning=reply.reasoning,
                finish_reason=reply.finish_reason,
                tokens_in=reply.tokens_in,
                tokens_out=None if together else reply.tokens_out,  # `usage` covers all choices
                seed=sent.get("seed"),
                seconds=seconds,
            )
            rows.append(row)
        return rows
