"""Classify a server's refusal by its structure: HTTP status, error codes and parameter names.

There are five meanings: the run can't continue, retry, the provider withholds the answer, a
parameter is not accepted, or unclear. The message text is only shown to the user, because gateways
reword, translate and wrap it. Unclear refusals are resolved by experiment (`fitting`). All known
shapes of bodies are handled: OpenAI's `error` object, a bare string, FastAPI's `detail` list,
Gemini's list, Mistral's `detail` inside `message`, JSON inside a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from effbench.base import JsonObject, one_line
from effbench.models.parameters import LIMITS, REFUSABLE

Meaning = Literal["stop", "again", "withheld", "parameter", "unclear"]
"""`stop`: every later request would fail too. `again`: retry. `withheld`: a content filter took the
answer. `parameter`: leave that parameter out. `unclear`: find the cause by experiment."""

NO_WORDS = "no words"
_STOPPING = frozenset({401, 402, 403, 404, 405, 407, 410, 412, 451, 501})
_EXAMINED = frozenset({400, 413, 415, 422})
_MOST_NODES = 400
_MOST_DEPTH = 10
_ECHOES = frozenset({"input", "ctx", "url", "request", "headers"})
"""Keys under which a body repeats the request. They say nothing about the refusal."""
_WORD_KEYS = (
    *("message", "msg", "detail", "error", "errors", "error_description", "details"),
    *("title", "reason", "status_msg"),
)
_CODE_KEYS = frozenset(
    {"code", "type", "status", "reason", "error_code", "error_type", "errorcode", "errortype"}
)
_PARAMETER_KEYS = frozenset({"param", "parameter", "field"})
_WRAPPERS = frozenset({"body", "parameters", "params", "json", "generation_config"})

# Codes are in lower case, without dashes, underscores and spaces.
_UNPAID = frozenset(
    {
        *("insufficientquota", "insufficientbalance", "insufficientbalanceerror", "arrearage"),
        *("insufficientuserquota", "insufficientcredits", "billinghardlimitreached"),
        *("billingnotactive", "billingerror", "exceededcurrentquotaerror", "paymentrequired"),
        *("quotaexhausted", "creditbalancetoolow", "overduepayment", "baseresp1008"),
        *("budgetexceeded", "1113"),  # 1113: Zhipu's
    }
)
_LOCKED = frozenset(
    {
        *("invalidapikey", "apikeyinvalid", "authenticationerror", "unauthenticated"),
        *("unauthorized", "permissiondenied", "permissionerror", "accountdeactivated"),
        *("incorrectapikey", "invalidauthentication", "invalidauthenticationerror"),
        *("baseresp1004", "baseresp2049"),
    }
)
_NO_MODEL = frozenset(
    {
        *("modelnotfound", "deploymentnotfound", "modelnotfounderror", "notfounderror"),
        *("modelnotsupported", "resourcenotfounderror", "unknownmodel", "invalidmodel"),
        *("modelnotavailable", "operationnotsupported"),
    }
)
_WITHHELD = frozenset(
    {
        *("contentfilter", "contentpolicyviolation", "responsibleaipolicyviolation"),
        *("datainspectionfailed", "contentfiltererror", "moderationblocked", "invalidprompt"),
        *("prohibitedcontent", "sensitivewordsdetected", "flaggedinput", "safety"),
        *("contentpolicyviolationerror", "blockedbysafety"),
        *("baseresp1026", "baseresp1027", "1301"),  # 1301: Zhipu's
    }
)
_BUSY = frozenset(
    {
        *("ratelimitexceeded", "ratelimiterror", "ratelimitreached", "overloadederror"),
        *("serveroverloaded", "engineoverloaded", "engineoverloadederror", "resourceexhausted"),
        *("toomanyrequests", "throttling", "throttlingexception", "serviceunavailable"),
        *("unavailable", "deadlineexceeded", "baseresp1002"),
    }
)
_TOO_LONG = frozenset(
    {
        *("contextlengthexceeded", "exceedcontextsizeerror", "contextexceeded"),
        *("contextwindowexceeded", "contextwindowexceedederror", "stringabovemaxlength"),
        *("prompttoolong", "requesttoolarge", "modelcontextwindowexceeded"),
    }
)
_UNKNOWN_PARAMETER = frozenset(
    {"unknownparameter", "extraforbidden", "unrecognizedparameter", "unexpectedparameter"}
)
_OUT_OF_RANGE = re.compile(
    r"(decimal|integer|number)(above(max|the)|below(min|the))|(less|greater)than(equal)?$|outofrange$"
)


@dataclass(frozen=True)
class Refusal:
    """The reason why a server gave no answer, taken from the structure of its reply."""

    status: int
    """The HTTP status, or the body's if that is more specific (behind a gateway's 200 or 500)."""
    words: str
    """The message text, only shown to the user."""
    codes: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    structured: bool = True
    """True if the body is JSON: then it comes from an API, not from a proxy in between."""

    @property
    def speaks(self) -> bool:
        """True if the body holds a code, a parameter or any message text."""
        return bool(self.codes or self.parameters or self.words != NO_WORDS)

    @property
    def too_long(self) -> bool:
        """True if a code says that the prompt is too long."""
        return bool(self.codes & _TOO_LONG)

    @property
    def unpaid(self) -> bool:
        """True if the account has no credit or quota left."""
        return self.status == 402 or bool(self.codes & _UNPAID)


def parse_refusal(status: int, body: object) -> Refusal:
    """Parse a refusal. `body` is the reply's bytes or its decoded JSON."""
    structured = True
    if isinstance(body, bytes):
        text = body[: 1 << 20].decode("utf-8", "replace")
        body = _json(text)
        if body is None:
            body, structured = text, False
    nodes = list(_dicts(body))
    return Refusal(
        status=_effective(status, body),
        words=one_line(_words(body, 0) or NO_WORDS),
        codes=frozenset(code for node in nodes for code in _codes(node)),
        parameters=tuple(dict.fromkeys(name for node in nodes for name in _parameters(node))),
        structured=structured,
    )


def meaning_of(refusal: Refusal, sent: Collection[str]) -> tuple[Meaning, str]:
    """Return a refusal's meaning and the parameter's name ("" if none), given the `sent` names."""
    codes = refusal.codes
    if codes & (_UNPAID | _LOCKED | _NO_MODEL):
        return "stop", ""
    if codes & _WITHHELD:
        return "withheld", ""
    if codes & _BUSY:
        return "again", ""
    if refusal.status in _STOPPING:
        return "stop", ""
    if codes & _TOO_LONG:
        return "unclear", ""
    if refusal.status not in _EXAMINED:
        return "again", ""
    return _of_parameters(refusal, sent)


def _of_parameters(refusal: Refusal, sent: Collection[str]) -> tuple[Meaning, str]:
    if "model" in refusal.parameters:
        return "stop", "model"
    name = next((n for n in REFUSABLE if n in refusal.parameters and n in sent), None)
    if name is None:
        return "unclear", ""
    if name in LIMITS:
        unknown = any(
            code in _UNKNOWN_PARAMETER or code == "unsupportedparameter" for code in refusal.codes
        )
        return ("parameter" if unknown else "unclear"), name
    if name in ("temperature", "top_p") and any(map(_OUT_OF_RANGE.search, refusal.codes)):
        return "stop", name
    return "parameter", name


def error_in(data: JsonObject) -> Refusal | None:
    """Return the refusal in a reply with status 200 or in one of its choices, or None.

    An error without its own status counts as the server's failure (502).
    """
    error = data.get("error") or data.get("errors")
    resp = data.get("base_resp")  # MiniMax
    if isinstance(resp, dict) and resp.get("status_code") not in (None, 0):
        return parse_refusal(200, data)
    if isinstance(error, dict) and not any(error.values()):
        return None
    return parse_refusal(200, {"error": error}) if error else None


def _effective(status: int, body: object) -> int:
    inner = _status_within(body)
    if inner is not None and (status in (200, 400) or status >= 500):
        return inner
    return 502 if status == 200 else status


def _status_within(body: object) -> int | None:
    """Return the HTTP status that the error object itself gives, as a number or as digits."""
    if isinstance(body, list):
        body = body[0] if body else None
    if not isinstance(body, dict):
        return None
    error = body.get("error")
    for node in (error, body):
        if not isinstance(node, dict):
            continue
        for key in ("code", "status", "status_code", "http_code"):
            value = node.get(key)
            if isinstance(value, str) and re.fullmatch("[45][0-9]{2}", value):
                value = int(value)
            if type(value) is int and 400 <= value <= 599:
                return value
    return None


def _dicts(body: object) -> Iterator[dict[Any, Any]]:
    """Yield the JSON objects in a body, outer ones first, up to _MOST_NODES and _MOST_DEPTH."""
    level: list[object] = [body]
    n_seen = 0
    for _ in range(_MOST_DEPTH):
        below: list[object] = []
        for node in level:
            n_seen += 1
            if n_seen > _MOST_NODES:
                return
            if isinstance(node, str):
                node = _json(node)
            if isinstance(node, dict):
                yield node
                below += [value for key, value in node.items() if key not in _ECHOES]
            elif isinstance(node, list):
                below += node[:_MOST_NODES]
        level = below


def _json(text: str) -> object:
    """Return the object or list if the string is JSON, otherwise None."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _codes(node: dict[Any, Any]) -> Iterator[str]:
    for key, value in node.items():
        if str(key).lower() in _CODE_KEYS and isinstance(value, str):
            yield re.sub(r"[^a-z0-9]", "", value.lower())
        elif key == "flagged_input":
            yield "flaggedinput"
        elif key == "base_resp" and isinstance(value, dict):
            yield f"baseresp{value.get('status_code')}"


def _parameters(node: dict[Any, Any]) -> Iterator[str]:
    for key, value in node.items():
        if key == "loc" and isinstance(value, list):
            yield from _first_name([part for part in value if isinstance(part, str)])
        elif key in _PARAMETER_KEYS and isinstance(value, str):
            yield from _first_name(re.split(r"[.\[\]]+", value))


def _first_name(parts: list[str]) -> list[str]:
    return [part for part in parts if part and part not in _WRAPPERS][:1]


def _words(node: object, depth: int) -> str:
    """Return the message text in a body, for the user."""
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(node, str):
        inner = _json(node)
        return (_words(inner, depth + 1) if inner is not None else "") or node
    if isinstance(node, list):
        return "; ".join(filter(None, (_words(item, depth + 1) for item in node[:5])))
    if not isinstance(node, dict):
        return ""
    found = ""
    for key in ("error", *_WORD_KEYS) if depth == 0 else _WORD_KEYS:
        found = _words(node[key], depth + 1) if node.get(key) else ""
        if found:
            break
    metadata = node.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("raw"), str):
        found = f"{found} ({_words(metadata['raw'], depth + 1)})"
    where = node.get("loc")
    name = f"{where[-1]}: " if isinstance(where, list) and where else ""
    return f"{name}{found or ('wrong' if depth else '')}"
