"""One exchange with a chat server: send a request, and return its answers or raise the reason.

The module also turns answers into rows, and words the errors that end a run. `asking` and
`examining` decide what to send.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from effbench.base import Generation, ModelError, one_line
from effbench.models.attempts import Again, Why, most_tokens, words_of
from effbench.models.base import Request, Sampling, answered
from effbench.models.connection import Address, BrokenError, Connection, RefusedError
from effbench.models.known import Known
from effbench.models.pacing import Clock, Pacer
from effbench.models.parameters import ChatParameters
from effbench.models.refusals import Refusal, meaning_of
from effbench.models.replies import BadReplyError, Reply, parse_replies

TIMES = 2
"""Consecutive refusals needed before an experiment counts as refused."""


class Exchanger:
    """Exchanges requests for answers with one server, within one event loop."""

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
        self.model, self.sampling, self.address = model, sampling, address
        self._connection, self._pacer = connection, pacer
        self.clock, self.known = clock, known

    async def send(self, sent: ChatParameters) -> list[Reply]:
        """Return the answers. Raises RefusedError, BadReplyError, Again, ModelError."""
        async with self._pacer.turn(most_tokens(sent)) as turn:
            self.known.counts["requests"] += 1
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
                refusal = dataclasses.replace(refusal, words=self.address.clean(refusal.words))
                wait = error.wait if isinstance(error, RefusedError) else None
                raise RefusedError(refusal, wait) from None
            self._pacer.succeeded()
            cost = (replies[0].tokens_in or 0) + (replies[0].tokens_out or 0)
            turn.tokens = cost or turn.tokens
        return replies

    async def tried(self, sent: ChatParameters) -> tuple[bool, list[Reply]]:
        """Return whether the server accepts the request, and its answers.

        Raises Again and ModelError as for any request.
        """
        try:
            return True, await self.send(sent)
        except BadReplyError:
            return True, []
        except RefusedError as error:
            meaning, _ = meaning_of(error.refusal, sent.names)
            if meaning == "stop":
                raise self.hopeless(error.refusal) from None
            if meaning == "again":
                raise Again(words_of(error.refusal), error.wait) from None
            return False, []

    async def accepts(self, sent: ChatParameters, times: int = TIMES) -> bool:
        """Return True if the server accepts any of `times` attempts: gateways sometimes refuse
        requests at random.
        """
        for _ in range(times):
            if (await self.tried(sent))[0]:
                return True
        return False

    def rows(
        self,
        group: Sequence[Request],
        replies: Sequence[Reply],
        sent: ChatParameters,
        seconds: float,
    ) -> list[Generation]:
        """Return one row for each answer. A server may send more or fewer than requested."""
        together = (sent.n or 1) > 1
        rows = []
        for request, reply in zip(group, replies, strict=False):
            if reply.served_model:
                self.known.served.add(one_line(reply.served_model, 100))
            row = answered(
                request,
                reply.text,
                reasoning=reply.reasoning,
                finish_reason=reply.finish_reason,
                tokens_in=reply.tokens_in,
                tokens_out=None if together else reply.tokens_out,  # `usage` covers all choices
                seed=sent.seed,
                seconds=seconds,
            )
            rows.append(row)
        return rows

    def hopeless(self, refusal: Refusal, parameter: str = "") -> ModelError:
        """Return the error for a refusal after which every later request would fail too."""
        advice = "Check the key, the model's name and --base-url (it usually ends in /v1)"
        if refusal.unpaid:
            advice = "The account is not paid or has no quota left; no more requests are sent"
        elif parameter in ("temperature", "top_p"):
            option = f"--{parameter.replace('_', '-')}"
            advice = f"Choose another {option} than {getattr(self.sampling, parameter):g}"
        return ModelError(
            f"{self.address.shown} refuses model {self.model!r} with {words_of(refusal)}. {advice}"
        )
