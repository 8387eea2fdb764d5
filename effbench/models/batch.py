"""OpenAI's batch files: requests out as JSONL, answers in. `vllm run-batch` reads the same.

Decides the two formats and which answer belongs to which request. It sends nothing. A request is
known by its `custom_id`: the key of everything that shapes an answer, then task and sample, so the
answers of another run, model or prompt are not taken for this one's. The answers' file comes from
a server: what is malformed is a DataError with file and line, except a last line that was cut off.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from effbench import foreign
from effbench.errors import DataError, UsageError
from effbench.foreign import one_line
from effbench.models.asking import chat_parameters
from effbench.models.base import Request, Sampling, answered, failed
from effbench.models.refusals import Refusal, meaning_of, parse_refusal
from effbench.models.replies import BadReplyError, parse_replies
from effbench.records import Generation

_ENDPOINT = "/v1/chat/completions"
_PARAMETERS = ("model", "messages", "temperature", "top_p", "seed", "max_tokens")


def custom_id(key: str, request: Request) -> str:
    return f"{key[:16]}:{request.sample_index}:{request.task_id}"


def request_lines(
    requests: Sequence[Request], model: str, sampling: Sampling, key: str
) -> Iterator[str]:
    """One line for each request, as `POST /v1/chat/completions` would be sent it."""
    for request in requests:
        line = {
            "custom_id": custom_id(key, request),
            "method": "POST",
            "url": _ENDPOINT,
            "body": chat_parameters(model, request, sampling),
        }
        yield json.dumps(line, ensure_ascii=True) + "\n"


def read_answers(
    path: Path, requests: Sequence[Request], key: str, warn: Callable[[str], None]
) -> Iterator[Generation]:
    """The answers in `path` to `requests`, in the file's order; what it lacks stays unanswered.

    So does what the batch did not get to (an expired batch, a server's failure): another batch can
    bring it. A refusal is an error row: the model's own where its code says so, else the setup's.
    A second answer to one request is dropped.

    Raises DataError: unreadable or malformed file, or one that answers none of the requests.
    """
    wanted = {custom_id(key, request): request for request in requests}
    seen: set[str] = set()
    strange = again = unanswered = 0
    for name, row in _rows(path, warn):
        if name not in wanted:
            strange += 1
        elif name in seen:
            again += 1
        else:
            generation = _generation(wanted[name], row)
            if generation is None:
                unanswered += 1
                continue
            seen.add(name)
            yield generation
    if not seen and not unanswered:
        raise DataError(
            f"{path}: answers none of the {len(wanted)} requests that are missing: it belongs to "
            "another run (other model, prompt, sampling, seed), or it was read before"
        )
    for count, what in (
        (strange, "lines answer other requests than this run's missing ones"),
        (again, "lines answer a request a second time"),
        (unanswered, "requests were not answered by the server; another batch can ask again"),
    ):
        if count:
            warn(f"{path}: {count} {what}")


def _rows(path: Path, warn: Callable[[str], None]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in foreign.lines(path):
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError) as error:
            if not line.endswith(b"\n"):
                warn(f"{path}: dropped line {number}, the last one: it was cut off")
                return
            raise DataError(f"{path}, line {number}: {one_line(error)}") from None
        if row is None:
            continue
        if not isinstance(row, dict) or not isinstance(row.get("custom_id"), str):
            raise DataError(f"{path}, line {number}: no object with a custom_id")
        yield row["custom_id"], row


def _generation(request: Request, row: dict[str, Any]) -> Generation | None:
    """The answer in one line; None when the server never got to it."""
    response = row.get("response")
    if not isinstance(response, dict):
        return None
    status, body = response.get("status_code"), response.get("body")
    if status != 200:
        return None if type(status) is not int else _refused(request, parse_refusal(status, body))
    try:
        reply = parse_replies(json.dumps(body).encode())[0]
    except BadReplyError as error:
        if error.refusal is not None:
            return _refused(request, error.refusal)
        if error.fault == "broken":
            return None
        return failed(request, str(error), blame="model", reasoning=error.reasoning)
    return answered(
        request,
        reply.text,
        reasoning=reply.reasoning,
        finish_reason=reply.finish_reason,
        tokens_in=reply.tokens_in,
        tokens_out=reply.tokens_out,
    )


def _refused(request: Request, refusal: Refusal) -> Generation | None:
    """Nothing can be tried here: without a code that says so, a refusal is not the model's."""
    meaning, _ = meaning_of(refusal, _PARAMETERS)
    if meaning == "again":
        return None
    own = meaning == "withheld" or (meaning == "unclear" and refusal.too_long)
    words = f"HTTP {refusal.status}: {refusal.words}"
    return failed(request, words, blame="model" if own else "setup")


def write_requests(path: Path, lines: Iterator[str]) -> int:
    """Write a new file; returns how many requests. UsageError when it exists or can't be written.

    An existing file may be the one that was just sent; it is never overwritten.
    """
    count = 0
    try:
        with path.open("x", encoding="ascii") as file:
            for line in lines:
                file.write(line)
                count += 1
    except FileExistsError:
        raise UsageError(f"--batch-out {path}: the file exists; choose another name") from None
    except OSError as error:
        raise UsageError(f"--batch-out {path}: {error.strerror}") from None
    return count
