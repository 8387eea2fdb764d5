"""A chat server on the loopback that misbehaves on demand and records its requests."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class Answer:
    """The response to one request.

    `drop` closes the connection without a response, `silent` keeps it open without one, `trickle`
    sends single bytes slowly, `short` sends fewer bytes than announced.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    drop: bool = False
    silent: bool = False
    trickle: bool = False
    short: bool = False


Script = Callable[[Body, int], Answer]
"""(request, its number, counted from 0) -> answer."""


def chat(content: Any, finish_reason: str = "stop", **message: Any) -> Answer:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content} | message,
        "finish_reason": finish_reason,
    }
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return Answer(
        body={"id": "x", "object": "chat.completion", "created": 1, "model": "served-name"}
        | {"choices": [choice], "usage": usage}
    )


def refusal(status: int, message: str, retry_after: str | None = None, **more: Any) -> Answer:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(status, {"error": {"message": message} | more}, headers)


class ChatServer:
    def __init__(self, script: Script) -> None:
        self.requests: list[Body] = []
        self.authorizations: list[str | None] = []
        self.most_at_once = 0
        self._script = script
        self._at_once = 0
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(self, body: Body, authorization: str | None) -> Answer:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            number = len(self.requests)
            self.requests.append(body)
            self.authorizations.append(authorization)
        try:
            return self._script(body, number)
        finally:
            with self._lock:
                self._at_once -= 1

    def stop_listening(self) -> None:
        """Refuse connections from now on, and close those that are open."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(outer) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = json.loads(self.rfile.read(length))
                answer = outer.answer(body, self.headers.get("authorization"))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self._send(answer)

            def _send(self, answer: Answer) -> None:
                if answer.silent:
                    outer.stopping.wait(30)
                if answer.drop or answer.silent:
                    self.close_connection = True
                    return
                body = answer.body
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(answer.status)
                self.send_header("content-type", answer.content_type)
                self.send_header("content-length", str(len(data) + answer.short))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                while answer.trickle and data and not outer.stopping.wait(0.05):
                    self.wfile.write(data[:1])
                    data = data[1:]
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                return None

        return Handler


@contextlib.contextmanager
def serving(script: Script) -> Iterator[ChatServer]:
    server = ChatServer(script)
    thread = threading.Thread(target=server._server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server._server.shutdown()
        server._server.server_close()
        thread.join()
