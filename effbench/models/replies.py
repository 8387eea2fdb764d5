"""Parse a chat server's reply with status 200 into answers, with pure functions.

Finish reason and structure tell answers from failures. The module also parses `Retry-After`.
Servers differ, and proxies can alter replies, so the code assumes nothing about a reply's shape;
every string in it is untrusted. `refusals` reads refusals.
"""

from __future__ import annotations

import email.utils
import json
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from effbench.base import Json, JsonObject, one_line, shown
from effbench.models.extraction.answers import split_answer
from effbench.models.refusals import Refusal, error_in, parse_refusal

MAX_WAIT_SECONDS = 60.0

Fault = Literal["broken", "empty", "withheld"]
"""`broken`: the server failed; a retry may help. `empty`: the model ended without any text.
`withheld`: the provider's filter removed the answer."""

_ENDS = frozenset(
    {
        *("stop", "eos", "eos_token", "end_turn", "stop_sequence", "stop_token", "end_of_text"),
        *("complete", "completed", "done", "normal", "finish"),
        *("tool_calls", "tool_call", "tool_use", "function_call"),
    }
)
_CUTS = frozenset(
    {
        *("length", "max_tokens", "max_output_tokens", "model_length", "token_limit"),
        *("max_length", "model_context_window_exceeded"),
    }
)
_FILTERS = frozenset(
    {
        *("content_filter", "content_filtered", "guardrail_intervened", "refusal", "safety"),
        *("sensitive", "recitation", "blocklist", "prohibited_content", "spii", "error_toxic"),
    }
)
"""The finish reasons known from servers, in lower case. Any other counts as a failed request."""


class BadReplyError(Exception):
    """A reply with status 200 holds no answer."""

    def __init__(
        self,
        message: str,
        fault: Fault = "broken",
        *,
        refusal: Refusal | None = None,
        reasoning: str | None = None,
    ) -> None:
        super().__init__(message)
        self.fault = fault
        self.refusal = refusal
        """The refusal in the body of a reply that claims success."""
        self.reasoning = reasoning


@dataclass(frozen=True)
class Reply:
    """One answer of a server."""

    text: str
    reasoning: str | None
    finish_reason: Literal["stop", "length"]
    tokens_in: int | None
    tokens_out: int | None
    served_model: str | None
    says_why: bool = True
    """True if the server gave a finish reason."""

    @property
    def is_blank(self) -> bool:
        """True if the answer ended normally without text, reasoning or counted output tokens."""
        return not (self.text or self.reasoning or self.tokens_out) and self.finish_reason == "stop"


def parse_replies(body: bytes) -> list[Reply]:
    """Return the answers in a chat completion: one for each choice that holds one, at least one.

    An empty string is always an answer. Missing content is an answer if the token limit cut the
    model off, or if the model refused in the `refusal` field. Raises the first choice's
    BadReplyError if no choice holds an answer.
    """
    start = one_line(body[:400].decode("utf-8", "replace"), 120)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadReplyError(f"the reply is not JSON but {start!r}") from None
    if isinstance(data, dict) and (refusal := error_in(data)) is not None:
        raise _refused(refusal)
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or not choices:
        if isinstance(data, dict) and (refusal := parse_refusal(200, data)).speaks:
            raise _refused(refusal)
        raise BadReplyError(f"the reply has no choices with a message: {start}")
    replies: list[Reply] = []
    errors: list[BadReplyError] = []
    for choice in choices:
        try:
            replies.append(_reply(choice, data, start))
        except BadReplyError as error:
            errors.append(error)
    if not replies:
        raise errors[0]
    return replies


def _refused(refusal: Refusal) -> BadReplyError:
    return BadReplyError(f"an error in the reply: {refusal.words}", refusal=refusal)


def _reply(choice: Json, data: JsonObject, start: str) -> Reply:
    if not isinstance(choice, dict) or not isinstance(message := choice.get("message"), dict):
        raise BadReplyError(f"the reply has no choices with a message: {start}")
    if (refusal := error_in(choice)) is not None:
        raise _refused(refusal)
    reason = _finish_reason(choice)
    cut_off, filtered = reason in _CUTS, reason in _FILTERS
    if not (reason is None or reason in _ENDS or cut_off or filtered):
        words = shown(choice.get("finish_reason"), 60)
        raise BadReplyError(f"the server broke the answer off: finish_reason {words}")
    content, thinking = _content(message)
    if content is None and not isinstance(message.get("content"), list | None):
        raise BadReplyError(f"the content is no text: {shown(message['content'], 60)}")
    thought, text = split_answer(content or "")
    reasoning = _reasoning(message) or thinking or thought
    if content is None and filtered:
        raise BadReplyError("the server's content filter withheld the answer", "withheld")
    if content is None and not cut_off:
        also = " but a tool call" if message.get("tool_calls") else ""
        also = also or (" but reasoning" if reasoning else "")
        words = f"the reply's message has no content{also}"
        raise BadReplyError(words, "empty", reasoning=reasoning)
    usage = data.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Reply(
        text=text,
        reasoning=reasoning,
        finish_reason="length" if cut_off else "stop",
        tokens_in=_count(usage, "prompt_tokens"),
        tokens_out=_count(usage, "completion_tokens"),
        served_model=_string(data, "model"),
        says_why=reason is not None,
    )


def _finish_reason(choice: JsonObject) -> str | None:
    """Return the finish reason in lower case, None if absent, or "nonsense" if it is not text."""
    reason = choice.get("finish_reason")
    if isinstance(reason, dict):  # SGLang's own form
        reason = reason.get("type", "nonsense")
    if reason is None or reason == "":
        return None
    if not isinstance(reason, str):
        return "nonsense"
    kind = reason.lower().partition(":")[0].strip()  # Gemini's "content_filter: RECITATION"
    return kind or "nonsense"


def _content(message: JsonObject) -> tuple[str | None, str | None]:
    """Return (text, reasoning) of a message's content, which may be a list of parts."""
    content = message.get("content")
    if isinstance(content, dict):
        content = [content]
    thinking: list[str] = []
    if isinstance(content, list):
        texts = [part if isinstance(part, str) else _text_of(part) for part in content]
        thinking = [part for part in map(_thinking_of, content) if part]
        content = "".join(filter(None, texts)) if any(t is not None for t in texts) else None
    if not isinstance(content, str):
        content = _string(message, "refusal")
    return content, "\n".join(thinking) or None


def _text_of(part: object) -> str | None:
    text = part.get("text") if isinstance(part, dict) else None
    return text if isinstance(text, str) else None


def _thinking_of(part: object) -> str | None:
    """Return the reasoning in a content part, in Mistral's or Anthropic's form."""
    thinking = part.get("thinking") if isinstance(part, dict) else None
    if isinstance(thinking, list):
        return "".join(filter(None, map(_text_of, thinking))) or None
    return thinking if isinstance(thinking, str) else None


def _reasoning(message: JsonObject) -> str | None:
    return _string(message, "reasoning_content") or _string(message, "reasoning")


def wait_seconds(header: str | None, now: float) -> float | None:
    """Convert `Retry-After` (seconds or an HTTP date) to seconds from `now`.

    At most MAX_WAIT_SECONDS; None if the header is absent, malformed or in the past.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return min(seconds, MAX_WAIT_SECONDS) if seconds >= 0 else None


def shown_url(url: str) -> str:
    """Return scheme, host, port and path, without user, password and query, which may be secret.

    Empty if `url` is not a URL.
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path}" if host else ""


def _string(data: JsonObject, key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) and value else None


def _count(usage: JsonObject, key: str) -> int | None:
    value = usage.get(key)
    return value if type(value) is int else None
