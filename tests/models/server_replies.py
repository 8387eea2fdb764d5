"""Replies of real servers, each with the public report or page that shows it, and their meaning.

A script plays the server. `Expected` holds the results of two requests, a short and a long prompt.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat_server import Answer, Body, Script, chat

SHORT, LONG = "Say f.", "Say f. " * 300
FINE = "fine"


@dataclass(frozen=True)
class Expected:
    """The results of the two requests. `ends` is True if the run ends with exit code 2."""

    short: str = FINE
    """The answer's text, or the blame for its absence."""
    long: str = FINE
    ends: bool = False
    left_out: frozenset[str] = frozenset()
    observed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    script: Script
    expected: Expected
    system: bool = False
    """True if the request has a system message."""


ANSWERED = Expected()
ENDS = Expected(ends=True)
MODEL = Expected("model", "model")
SERVER = Expected("server", "server")


def always(answer: Answer) -> Script:
    return lambda body, number: answer


def first(*answers: Answer) -> Script:
    """Send these answers first, then good ones."""
    return lambda body, number: answers[number] if number < len(answers) else chat(FINE)


def unless(fits: Callable[[Body], bool], answer: Answer) -> Script:
    """A server that refuses requests that don't fit."""
    return lambda body, number: chat(FINE) if fits(body) else answer


def without(*names: str) -> Callable[[Body], bool]:
    return lambda body: not any(name in body for name in names)


def at_most(tokens: int) -> Callable[[Body], bool]:
    return lambda body: limit(body) <= tokens


def limit(body: Body) -> int:
    found: int = body.get("max_tokens", body.get("max_completion_tokens", 1))
    return found


def prompt(body: Body) -> int:
    """Estimate the prompt's tokens."""
    return sum(len(message["content"]) for message in body["messages"]) // 4


def context(tokens: int) -> Callable[[Body], bool]:
    """True for a request whose prompt and answer limit fit into `tokens` together."""
    return lambda body: prompt(body) + limit(body) <= tokens


def no_system(body: Body) -> bool:
    return all(message["role"] != "system" for message in body["messages"])


def openai(status: int, message: str, **more: Any) -> Answer:
    return Answer(status, {"error": {"message": message, "type": None, "param": None} | more})


def vllm(message: str, status: int = 400) -> Answer:
    body = {"object": "error", "message": message, "type": "BadRequestError", "param": None}
    return Answer(status, body | {"code": status})


def flawed(answer: Answer, **choice: Any) -> Answer:
    """Return the answer with other fields in its choice."""
    answer.body["choices"][0] |= choice
    return answer


def unexplained() -> Answer:
    answer = chat(FINE)
    del answer.body["choices"][0]["finish_reason"]
    return answer


def html(status: int, words: str) -> Answer:
    return Answer(status, f"<html><h1>{words}</h1></html>".encode(), content_type="text/html")


STREAM = b'data: {"choices":[{"delta":{"content":"half"}}]}\n\ndata: [DONE]\n\n'
TOOL = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
UNWANTED = "Extra inputs are not permitted"
EXTRA = [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": UNWANTED, "input": 1}]
SEED = Expected(left_out=frozenset({"seed"}))


def capped(tokens: int) -> Expected:
    return Expected(observed={"max_tokens_sent": tokens})


CASES = [
    # Limits that the user set too high.
    Case(
        "vllm: max_tokens above the context",
        "vllm-project/vllm#20409, UKGovernmentBEIS/inspect_ai#2634",
        unless(at_most(2000), vllm("max_tokens is too large: 4096. The maximum is 2000.")),
        capped(2000),
    ),
    Case(
        "max_tokens named, value too high",
        "HKUDS/OpenHarness#220",
        unless(at_most(1024), openai(400, "Invalid", param="max_tokens", code="invalid_value")),
        capped(1024),
    ),
    Case(
        "tgi: 422 for the limit",
        "huggingface/huggingface_hub#2514",
        unless(
            at_most(1500),
            Answer(422, {"error": "Input validation error", "error_type": "validation"}),
        ),
        capped(1024),
    ),
    Case(
        "max_tokens or max_completion_tokens too large",
        "stepfun-ai/Step-Audio-R1#3",
        unless(at_most(512), vllm("'max_tokens' or 'max_completion_tokens' is too large")),
        capped(512),
    ),
    Case(
        "prompt and limit share the context",
        "ogx-ai/ogx#4534",
        unless(context(4400), vllm("This model's maximum context length is 4400 tokens.")),
        Expected(observed={"prompts_with_fewer_tokens": 1, "fewest_max_tokens_sent": 3072}),
    ),
    Case(
        "the context is exceeded by code, with room below",
        "langchain-ai/langchain#24058",
        unless(context(4400), openai(400, "too long", code="context_length_exceeded")),
        Expected(observed={"prompts_with_fewer_tokens": 1}),
    ),
    # Prompts beyond the context.
    Case(
        "a prompt that no limit helps, in words alone",
        "jaylfc/taOS#1738",
        unless(lambda body: prompt(body) < 400, openai(400, "Prompt is 525 tokens")),
        Expected(long="model"),
    ),
    Case(
        "max_tokens must be at least 1, got -186",
        "vllm-project/vllm#4667",
        unless(lambda body: prompt(body) < 400, vllm("max_tokens must be at least 1, got -186.")),
        Expected(long="model"),
    ),
    Case(
        "input length",
        "UKGovernmentBEIS/inspect_ai#2762",
        unless(lambda body: prompt(body) < 400, Answer(400, {"detail": {"error": "too long"}})),
        Expected(long="model"),
    ),
    Case(
        "llama.cpp: by type",
        "ggml-org/llama.cpp#15780",
        always(openai(400, "exceeds", code=400, type="exceed_context_size_error", n_ctx=256)),
        MODEL,
    ),
    Case(
        "llama.cpp: by type, with status 500",
        "ggml-org/llama.cpp#15780",
        always(openai(500, "exceeds", code=500, type="exceed_context_size_error", n_ctx=256)),
        MODEL,
    ),
    Case(
        "llama.cpp: by type, with status 200",
        "oobabooga/textgen#7257",
        always(openai(200, "exceeds", code=400, type="exceed_context_size_error", n_ctx=8192)),
        MODEL,
    ),
    Case(
        "another server's type",
        "antirez/ds4#150",
        always(openai(400, "exceeds", type="context_exceeded", n_prompt_tokens=9, n_ctx=5)),
        MODEL,
    ),
    Case(
        "the same in words alone, with status 500",
        "ggml-org/llama.cpp#19774",
        always(openai(500, "Context size has been exceeded.", code=500, type="server_error")),
        SERVER,
    ),
    # Answers that the server broke off.
    *(
        Case(f"finish_reason {reason}", source, always(chat("half", reason)), SERVER)
        for reason, source in (
            ("error", "maximhq/bifrost#5425, gethouston/houston#1211"),
            ("abort", "sgl-project/sglang#2956"),
            ("insufficient_system_resource", "genkit-ai/genkit#6259"),
            ("network_error", "gethouston/houston#1211, genkit-ai/genkit#6259"),
            ("cancelled", "watsonx's API reference"),
            ("time_limit", "watsonx's API reference"),
            ("load", "Ollama's API reference (done_reason)"),
            ("brandneu", "a reason that nobody knows yet"),
            ("error: stop", "a reason behind a colon decides nothing"),
            (": stop", "a reason behind a colon decides nothing"),
        )
    ),
    Case("then it works", "gethouston/houston#1211", first(chat("half", "error")), ANSWERED),
    Case(
        "an error in the choice beside half a text",
        "genkit-ai/genkit#6259",
        always(flawed(chat("half"), error={"code": 502, "message": "upstream"})),
        SERVER,
    ),
    Case("no finish reason", "maximhq/bifrost#1489", always(unexplained()), ANSWERED),
    Case("empty finish reason", "gateways that copy a stream", always(chat(FINE, "")), ANSWERED),
    Case("null finish reason", "maximhq/bifrost#1489", always(chat(FINE, None)), ANSWERED),  # type: ignore[arg-type]
    *(
        Case(f"finish_reason {reason}", source, always(chat(FINE, reason)), ANSWERED)
        for reason, source in (
            ("eos", "Together's API reference"),
            ("eos_token", "huggingface/text-generation-inference's API"),
            ("end_turn", "genkit-ai/genkit#6259"),
            ("stop_sequence", "Anthropic's API reference"),
            ("max_tokens", "Anthropic's API reference"),
            ("model_length", "Mistral's API reference"),
            ("model_context_window_exceeded", "genkit-ai/genkit#6259"),
            ("tool_calls", "OpenAI's API reference"),
            ("COMPLETE", "Cohere's API reference"),
            ("FINISH", "Amazon Titan's API reference"),
            ("content_filter", "OpenAI's API reference: what was said before is judged"),
        )
    ),
    # Answers without content.
    Case("null content", "EleutherAI/lm-evaluation-harness#3244", always(chat(None)), MODEL),
    Case(
        "null content once",
        "EleutherAI/lm-evaluation-harness#3044",
        first(chat(None)),
        ANSWERED,
    ),
    Case(
        "a tool call in place of an answer",
        "openclaw/openclaw#91604",
        always(chat(None, "tool_calls", tool_calls=TOOL)),
        MODEL,
    ),
    Case(
        "reasoning in place of an answer",
        "vllm-project/vllm#45736",
        always(chat(None, reasoning_content="hm")),
        MODEL,
    ),
    Case("no parts", "Mistral's API reference", always(chat([])), MODEL),
    Case(
        "thinking as a part",
        "Mistral's API reference",
        always(chat([{"type": "thinking", "thinking": []}, {"type": "text", "text": FINE}])),
        ANSWERED,
    ),
    Case("withheld", "OpenAI's API reference", always(chat(None, "content_filter")), MODEL),
    Case(
        "withheld, with the reason behind a colon",
        "Gemini's OpenAI compatibility",
        always(chat(None, "content_filter: RECITATION")),
        MODEL,
    ),
    Case("withheld: toxic", "Cohere's API reference", always(chat(None, "ERROR_TOXIC")), MODEL),
    Case("withheld: sensitive", "genkit-ai/genkit#6259", always(chat(None, "sensitive")), MODEL),
    # Bodies without an answer.
    Case(
        "no choices",
        "speakeasy-api/gram#3129",
        first(Answer(body={"id": "gen", "choices": []})),
        ANSWERED,
    ),
    Case(
        "choices null",
        "decolua/9router#2727",
        always(Answer(body={"id": None, "choices": None})),
        SERVER,
    ),
    Case(
        "an error object with status 200",
        "xyOz-dev/Saturn#43",
        always(openai(200, "Provider returned error", code=502)),
        SERVER,
    ),
    Case(
        "rate limit with status 200",
        "open-webui/computer#293",
        first(openai(200, "limited", code=429, metadata={"raw": "slow", "provider_name": "X"})),
        ANSWERED,
    ),
    Case("html", "a proxy's page", always(html(200, "Sign in")), SERVER),
    Case("a stream", "diegosouzapw/OmniRoute#3089", always(Answer(body=STREAM)), SERVER),
    Case("cut off", "a proxy", always(Answer(body=b'{"choices":[{"mess')), SERVER),
    Case("delta only", "a stream's chunk", always(flawed(chat(FINE), message=None)), SERVER),
    # Parameters.
    Case(
        "mistral: details within the message",
        "crewAIInc/crewAI#60, gage-technologies/mistral-go#2",
        unless(
            without("seed"),
            Answer(422, {"object": "error", "message": {"detail": EXTRA}, "code": None}),
        ),
        SEED,
    ),
    Case(
        "fastapi: details",
        "mistralai/platform-docs-public#7",
        unless(without("seed"), Answer(422, {"detail": EXTRA})),
        SEED,
    ),
    Case(
        "details in a string that is JSON",
        "langchain-ai/langchain-azure#82",
        unless(without("seed"), openai(422, json.dumps({"detail": EXTRA}))),
        SEED,
    ),
    Case(
        "a parameter in words alone",
        "HelgeSverre/mistral#76",
        unless(without("seed"), vllm("Unrecognized request argument supplied: seed")),
        SEED,
    ),
    Case(
        "gemini: a list, and no field named",
        "Gemini's OpenAI compatibility",
        unless(
            without("seed"),
            Answer(
                400,
                [{"error": {"code": 400, "message": "Unknown name", "status": "INVALID_ARGUMENT"}}],
            ),
        ),
        SEED,
    ),
    Case(
        "anthropic: temperature and top_p together",
        "Anthropic's OpenAI compatibility",
        unless(
            lambda body: not ("temperature" in body and "top_p" in body),
            openai(400, "both", code="invalid_request_error", type="invalid_request_error"),
        ),
        Expected(left_out=frozenset({"top_p"})),
    ),
    Case(
        "two faults at once, in words alone",
        "vllm-project/vllm#20409 and its like behind a gateway",
        unless(lambda body: "seed" not in body and limit(body) <= 2048, vllm("no")),
        Expected(left_out=frozenset({"seed"}), observed={"max_tokens_sent": 2048}),
    ),
    Case(
        "max_completion_tokens, by code",
        "EleutherAI/lm-evaluation-harness#2441",
        unless(
            without("max_tokens"),
            openai(400, "Use", param="max_tokens", code="unsupported_parameter"),
        ),
        Expected(left_out=frozenset({"max_tokens"})),
    ),
    Case(
        "max_completion_tokens, in words alone",
        "FoundationAgents/MetaGPT#1709, MartialBE/one-hub#346",
        unless(without("max_tokens"), openai(400, "max_tokens is not supported")),
        Expected(left_out=frozenset({"max_tokens"})),
    ),
    Case(
        "a temperature that only the default suits",
        "FoundationAgents/MetaGPT#1709",
        unless(
            without("temperature"),
            openai(400, "Only 1", param="temperature", code="unsupported_value"),
        ),
        Expected(left_out=frozenset({"temperature"})),
    ),
    Case(
        "a temperature out of range",
        "OpenAI's API reference",
        always(openai(400, "high", param="temperature", code="decimal_above_max_value")),
        ENDS,
    ),
    # Roles.
    Case(
        "no system role",
        "EleutherAI/lm-evaluation-harness#2069, stanfordnlp/dspy#1627, sgl-project/sglang#892",
        unless(no_system, vllm("System role not supported")),
        Expected(observed={"system_prompt": "at the head of the first user message"}),
        system=True,
    ),
    Case(
        "no system role, by parameter",
        "OpenAI's o1-mini",
        unless(
            no_system,
            openai(400, "system", param="messages[0].role", code="unsupported_value"),
        ),
        Expected(observed={"system_prompt": "at the head of the first user message"}),
        system=True,
    ),
    # Refused by the provider's policy.
    Case(
        "azure: content filter",
        "Azure OpenAI's content filter page",
        always(
            openai(
                400,
                "policy",
                code="content_filter",
                param="prompt",
                innererror={"code": "ResponsibleAIPolicyViolation"},
            )
        ),
        MODEL,
    ),
    Case(
        "alibaba: inspection",
        "Alibaba Model Studio's error codes",
        always(openai(400, "inappropriate", code="data_inspection_failed")),
        MODEL,
    ),
    Case(
        "openrouter: moderation",
        "OpenRouter's error page",
        always(openai(403, "flagged", code=403, metadata={"reasons": ["x"], "flagged_input": "y"})),
        MODEL,
    ),
    *(
        Case(
            f"minimax: sensitive {code}",
            "MiniMax's error codes",
            always(Answer(body={"base_resp": {"status_code": code, "status_msg": "no"}})),
            MODEL,
        )
        for code in (1026, 1027)
    ),
    Case(
        "zhipu: unsafe content",
        "Zhipu's error codes",
        always(openai(400, "unsafe", code="1301")),
        MODEL,
    ),
    # The run ends: keys, accounts, names.
    Case("402", "continuedev/continue#9853", always(openai(402, "Insufficient Balance")), ENDS),
    Case(
        "alibaba: arrears with 400",
        "hsliuping/TradingAgents-CN#170",
        always(openai(400, "Access denied", code="Arrearage", type="Arrearage")),
        ENDS,
    ),
    Case(
        "a quota with 429",
        "dev-hato/hato-bot#4552",
        always(openai(429, "quota", code="insufficient_quota", type="insufficient_quota")),
        ENDS,
    ),
    Case(
        "a balance with 429",
        "modelscope/modelscope#1691",
        always(openai(429, "(1008)", http_code="429", type="insufficient_balance_error")),
        ENDS,
    ),
    Case(
        "a balance with 403",
        "Wei-Shaw/sub2api#890",
        always(Answer(403, {"code": "INSUFFICIENT_BALANCE", "message": "Insufficient"})),
        ENDS,
    ),
    Case(
        "minimax: a balance with 200",
        "MiniMax's error codes",
        always(Answer(body={"base_resp": {"status_code": 1008, "status_msg": "no"}})),
        ENDS,
    ),
    Case(
        "litellm: a budget with 429",
        "LiteLLM's budgets",
        always(openai(429, "Budget", type="budget_exceeded", param=None, code="429")),
        ENDS,
    ),
    Case(
        "litellm: a budget with 400",
        "LiteLLM's budgets",
        always(openai(400, "Budget", type="budget_exceeded", param=None, code="400")),
        ENDS,
    ),
    Case(
        "zhipu: arrears with 429",
        "Zhipu's error codes",
        always(openai(429, "arrears", code="1113")),
        ENDS,
    ),
    Case(
        "fireworks: a suspended account",
        "Fireworks' error codes",
        always(openai(412, "suspended", code="PRECONDITION_FAILED", type="error")),
        ENDS,
    ),
    Case(
        "llama.cpp: started without chat completions",
        "ggml-org/llama.cpp's server",
        always(openai(501, "embeddings only", code=501, type="not_supported_error")),
        ENDS,
    ),
    Case("402 inside 200", "OpenRouter's error page", always(openai(200, "x", code=402)), ENDS),
    Case("a wrong key", "OpenAI's error codes", always(openai(401, "key")), ENDS),
    Case(
        "gemini: a wrong key with 400",
        "Gemini's OpenAI compatibility",
        always(
            Answer(
                400,
                [
                    {
                        "error": {
                            "code": 400,
                            "message": "key",
                            "status": "INVALID_ARGUMENT",
                            "details": [{"reason": "API_KEY_INVALID"}],
                        }
                    }
                ],
            )
        ),
        ENDS,
    ),
    Case("ollama: no such model", "Ollama's API", always(Answer(404, {"error": "none"})), ENDS),
    Case(
        "a model that is not there, with 400",
        "OpenAI's error codes",
        always(openai(400, "model", param="model", code="model_not_found")),
        ENDS,
    ),
    Case("everything refused", "any server", always(vllm("tools must be a list")), ENDS),
    Case("a proxy wants a password", "HTTP 407", always(html(407, "Proxy")), ENDS),
    # Temporary failures.
    Case("400 at random", "a gateway", first(vllm("no")), ANSWERED),
    Case("a rate limit", "FoundationAgents/OpenManus#746", first(openai(429, "slow")), ANSWERED),
    Case(
        "groq: 413 for a rate",
        "HunorLaczko/ha-groq-cloud-api#27",
        always(openai(413, "TPM", type="tokens", code="rate_limit_exceeded")),
        SERVER,
    ),
    Case(
        "502 upstream",
        "basketikun/chatgpt2api#369",
        always(openai(502, "curl", type="server_error", code="upstream_error")),
        SERVER,
    ),
    Case(
        "502 end of stream",
        "diegosouzapw/OmniRoute#3089",
        first(openai(502, "Stream ended", type="stream_early_eof", code="STREAM_EARLY_EOF")),
        ANSWERED,
    ),
    Case(
        "529 overloaded",
        "Anthropic's error page",
        always(openai(529, "Overloaded", type="overloaded_error")),
        SERVER,
    ),
    Case("524 as html", "Cloudflare's page", always(html(524, "A timeout occurred")), SERVER),
    Case(
        "tgi: 424",
        "huggingface/text-generation-inference#3050",
        always(Answer(424, {"error": "Request failed", "error_type": "generation"})),
        SERVER,
    ),
    # Failures between client and server.
    Case(
        "nginx: 413",
        "nginx's client_max_body_size",
        unless(lambda body: prompt(body) < 400, html(413, "Request Entity Too Large")),
        Expected(long="server"),
    ),
    Case(
        "a firewall that dislikes one prompt",
        "a gateway",
        unless(
            lambda body: "Say f. Say f." not in body["messages"][-1]["content"],
            openai(400, "Blocked"),
        ),
        Expected(long="server"),
    ),
]
