"""OpenAI's batch files: write requests as JSONL, read answers. `vllm run-batch` uses the same form.

The module sends nothing. A `custom_id` identifies each request: a key over everything that shapes
an answer, then the sample and the task. Answers from another run, model or prompt therefore don't
match. The answer file comes from a server, so a malformed line raises DataError with file and line,
except a truncated last line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from effbench.base import DataError, Generation, JsonObject, UsageError, foreign, one_line
from effbench.models.attempts import chat_parameters
from effbench.models.base import Request, Sampling, answered, failed
from effbench.models.refusals import Refusal, meaning_of, parse_refusal
from effbench.models.replies import BadReplyError, parse_replies

_ENDPOINT = "/v1/chat/completions"
_PARAMETERS = ("model", "messages", "temperature", "top_p", "seed", "max_tokens")


def custom_id(key: str, request: Request) -> str:
    """Return the id that links a request to its answer: key prefix, sample index, task id."""
    return f"{key[:16]}:{request.sample_index}:{request.task_id}"


def request_lines(
    requests: Sequence[Request], model: str, sampling: Sampling, key: str
) -> Iterator[str]:
    """Yield one JSON line for each request; `body` is that of `POST /v1/chat/completions`."""
    for request in requests:
        line = {
            "custom_id": custom_id(key, request),
            "method": "POST",
            "url": _ENDPOINT,
            "body": chat_parameters(model, request, sampling).as_dict(),
        }
        yield json.dumps(line, ensure_ascii=True) + "\n"


def read_answers(
    path: Path, requests: Sequence[Request], key: str, warn: Callable[[str], None]
) -> Iterator[Generation]:
    """Yield the answers to `requests` from the file `path`, in the file's order.

    Requests that the file lacks, or that the batch did not process (it expired, the server failed),
    stay unanswered; another batch can supply them. A refusal becomes an error row. Its blame is
    `model` if the refusal's code says so, otherwise `setup`. A second answer to one request is
    dropped with a warning.

    Raises DataError if the file is unreadable, malformed, or answers none of the requests.
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
            f"{path}: answers none of the {len(wanted)} missing requests: it belongs to another "
            "run (other model, prompt, sampling, seed), or it was already read"
        )
    for count, what in (
        (strange, "lines answer requests that are not missing from this run"),
        (again, "lines answer a request a second time"),
        (unanswered, "requests were not answered by the server; send them in another batch"),
    ):
        if count:
            warn(f"{path}: {count} {what}")


def _rows(path: Path, warn: Callable[[str], None]) -> Iterator[tuple[str, JsonObject]]:
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
            raise DataError(f"{path}, line {number}: not an object with a custom_id")
        yield row["custom_id"], row


def _generation(request: Request, row: JsonObject) -> Generation | None:
    """Return the answer in one line, or None if the server did not process the request."""
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
    """Return the row for a refusal, or None if another batch may succeed.

    No experiment is possible here, so the blame is `model` only if the refusal's code says so.
    """
    meaning, _ = meaning_of(refusal, _PARAMETERS)
    if meaning == "again":
        return None
    own = meaning == "withheld" or (meaning == "unclear" and refusal.too_long)
    words = f"HTTP {refusal.status}: {refusal.words}"
    return failed(request, words, blame="model" if own else "setup")


def write_requests(path: Path, lines: Iterator[str]) -> int:
    """Write a new request file and return the number of requests.

    An existing file is never overwritten, because it may be the one that was just sent. Raises
    UsageError if the file exists or can't be written.
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
