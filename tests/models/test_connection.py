"""The connection to the server: addresses with a query, unusable proxies and certificates."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chat_server import chat, refusal, serving

from effbench.base.errors import ModelError, UsageError
from effbench.models.base import Request, Sampling
from effbench.models.connection import Address
from effbench.models.openai_api import OpenAIModel
from effbench.reward.transport import Transport

KEY = "sk-very-secret"
VARIABLES = ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *map(str.lower, VARIABLES)):
        monkeypatch.delenv(name, raising=False)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


async def no_nap(seconds: float) -> None:
    return None


def ask(url: str, n: int = 1) -> list[str]:
    message = {"role": "user", "content": "Say f."}
    requests = [Request(f"t{i}", 0, [message], i, "hash", "f") for i in range(n)]
    model = OpenAIModel("m", base_url=url, api_key=KEY, sampling=Sampling(), sleep=no_nap)
    return [row.text for row in model.generate(requests)]


@pytest.mark.parametrize(
    ("url", "base", "query"),
    [
        ("http://h/v1", "http://h/v1", {}),
        ("http://h/v1/", "http://h/v1", {}),
        ("http://h/v1/chat/completions", "http://h/v1", {}),
        (
            "https://x/openai/deployments/d?api-version=2024-10-21",
            "https://x/openai/deployments/d",
            {"api-version": "2024-10-21"},
        ),
        (
            "https://x/openai/deployments/d/?api-version=2024-10-21",
            "https://x/openai/deployments/d",
            {"api-version": "2024-10-21"},
        ),
        (
            "https://x/openai/deployments/d/chat/completions?api-version=1&b=#part",
            "https://x/openai/deployments/d",
            {"api-version": "1", "b": ""},
        ),
        ("https://u:p@x:1/v1?a=%2F", "https://u:p@x:1/v1", {"a": "/"}),
    ],
)
def test_the_query_stays_behind_the_path(url: str, base: str, query: dict[str, str]) -> None:
    address = Address("m", url, KEY)
    assert (address.url, address.query) == (base, query)
    assert address.headers == ({"api-key": KEY} if "api-version" in query else {})
    assert "?" not in address.shown and "p@" not in address.shown


class Recorder(BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, self.headers.get("api-key")))
        body = b'{"choices":[{"message":{"content":"fine"},"finish_reason":"stop"}]}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return None


@contextlib.contextmanager
def recording(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, type[Recorder]]]:
    handler = type("Handler", (Recorder,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # refused handshakes
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1], handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_azure_is_asked_at_the_right_path() -> None:
    with recording() as (port, handler):
        url = f"http://127.0.0.1:{port}/openai/deployments/d?api-version=2024-10-21"
        assert ask(url) == ["fine"]
    path = "/openai/deployments/d/chat/completions?api-version=2024-10-21"
    assert handler.seen == [(path, KEY)]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1", "socksio"),
        ("all_proxy", "socks5://127.0.0.1:1", "unset all_proxy"),
        ("ALL_PROXY", "nonsense://127.0.0.1:1", "the proxy that ALL_PROXY names can't be used"),
        ("HTTPS_PROXY", "http://[::1", "the proxy that HTTPS_PROXY names can't be used"),
        ("HTTP_PROXY", "http://127.0.0.1:1", "through the proxy that HTTP_PROXY names"),
        ("SSL_CERT_FILE", "/there/is/none.pem", "SSL_CERT_FILE=/there/is/none.pem"),
        ("SSL_CERT_FILE", os.devnull, "SSL_CERT_FILE=/dev/null"),
        ("SSL_CERT_FILE", __file__, "Name a PEM file with certificates"),
    ],
)
def test_settings_of_the_way_that_do_not_work(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    with serving(lambda body, number: chat("x")) as server:
        with pytest.raises(ModelError) as caught:
            ask(server.url)
        assert words in str(caught.value) and "\n" not in str(caught.value)
        assert server.requests == []


def test_a_proxy_that_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda body, number: refusal(407, "who are you")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        with pytest.raises(ModelError, match="HTTP 407"):
            ask("http://127.0.0.2:9/v1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs the program openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "own.pem", folder / "key.pem"
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=here", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    return made, key


@pytest.fixture
def own_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_a_certificate_that_nobody_signed(
    certificate: tuple[Path, Path], own_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording(own_tls) as (port, handler):
        url = f"https://127.0.0.1:{port}/v1"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
        with pytest.raises(ModelError, match=r"is not trusted: self.signed.*SSL_CERT_FILE") as lost:
            ask(url)
        assert "REQUESTS_CA_BUNDLE is not read" in str(lost.value)
        with pytest.raises(UsageError, match=r"is not trusted.*SSL_CERT_FILE"):
            Transport(f"https://127.0.0.1:{port}", None, patience_seconds=60).get("/info")
        assert handler.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert ask(url) == ["fine"]


def test_https_to_a_server_without_it() -> None:
    words = r"no TLS connection to .*Is it an http://"
    with serving(lambda body, number: chat("x")) as server, pytest.raises(ModelError, match=words):
        ask(server.url.replace("http://", "https://"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALL_PROXY", "socks5://127.0.0.1:1"), ("SSL_CERT_FILE", "/there/is/none.pem")],
)
def test_the_command_says_it_in_one_line(
    variable: str, value: str, tmp_path: Path, tasks_dir: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "effbench", "generate", "--model", "openai:m"),
            *("--base-url", url, "--tasks-path", str(tasks_dir), "--tasks", "squares*"),
        ],
        cwd=tmp_path,
        env={**os.environ, variable: value},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("effbench: error:")]
    assert len(errors) == 1 and "Traceback" not in done.stderr, done.stderr
    assert not list(tmp_path.rglob("manifest.json"))
