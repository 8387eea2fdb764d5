"""Ask a chat server for the answers to one group of requests, and adapt to refusals.

After a refusal the module leaves out one parameter, lets `examining` find the cause, or ends the
run. It also assigns the blame for a missing answer. Retry counts are set in `openai_api`; requests
are sent in `exchanging`; replies are parsed in `replies` and `refusals`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from effbench.base import Generation
from effbench.models.attempts import Again, Why, all_failed, chat_parameters, words_of
from effbench.models.base import Request, failed
from effbench.models.connection import RefusedError
from effbench.models.examining import Examiner
from effbench.models.exchanging import Exchanger
from effbench.models.fitting import Settings
from effbench.models.parameters import ChatParameters
from effbench.models.refusals import meaning_of
from effbench.models.replies import BadReplyError, Reply


class Asker:
    """Asks one server, within one event loop."""

    def __init__(self, exchanger: Exchanger) -> None:
        self._exchanger, self._known = exchanger, exchanger.known
        self._examiner = Examiner(exchanger)

    async def ask(self, group: Sequence[Request], tried: Counter[Why]) -> list[Generation]:
        """Return rows for the first requests of the group, at least one.

        `tried` counts the failed attempts for this group by reason. Raises Again if the request
        should be retried, and ModelError if every later request would fail too.
        """
        exchanger = self._exchanger
        while True:
            settings, wanted = self._known.settings, self._wanted(group)
            sent = settings.applied(wanted)
            start = exchanger.clock()
            try:
                replies = await exchanger.send(sent)
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
                return exchanger.rows(group, replies, sent, exchanger.clock() - start)

    def _wanted(self, group: Sequence[Request]) -> ChatParameters:
        wanted = chat_parameters(self._exchanger.model, group[0], self._exchanger.sampling)
        return msgspec.structs.replace(wanted, n=len(group)) if len(group) > 1 else wanted

    async def _refused(
        self,
        group: Sequence[Request],
        wanted: ChatParameters,
        settings: Settings,
        error: RefusedError,
    ) -> list[Generation] | None:
        """Return the rows for a refused group, or None if the settings changed: send it again."""
        refusal = error.refusal
        meaning, name = meaning_of(refusal, settings.applied(wanted).names)
        if meaning == "stop":
            raise self._exchanger.hopeless(refusal, name)
        if meaning == "again":
            raise Again(words_of(refusal), error.wait)
        if meaning == "withheld":
            return all_failed(group, words_of(refusal), "model")
        if meaning == "parameter":
            self._known.leave_out(name, refusal.words)
            return None
        return await self._examiner.examine(group, wanted, settings, refusal)

    def _no_answer(self, group: Sequence[Request], error: BadReplyError) -> list[Generation]:
        words = self._exchanger.address.clean(str(error))
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

    def _notice(self, replies: Sequence[Reply], sent: ChatParameters) -> None:
        """Count the answers that came together. Warn once if the server ignores `n`."""
        if sent.n is not None and len(replies) > 1:
            self._known.counts["sent_together"] += len(replies)
        elif sent.n is not None:
            self._known.leave_out("n", f"it sends {len(replies)} answer for n={sent.n}")
