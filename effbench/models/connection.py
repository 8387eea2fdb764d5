"""The way to a chat server: its address, the HTTP client, one exchange.

Decides what a URL means (a query belongs behind the path that the client adds), which failures of
the way end the run at once (a proxy or a certificate file that can't be used, a certificate that
nobody vouches for) and which are passing. It does not decide what a reply or a refusal means.

The key is sent to the server and nowhere else; `Address.clean` cuts it out of messages.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
import urllib.request
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import openai

from effbench.errors import ModelError
from effbench.foreign import one_line
from effbench.models.refusals import Refusal, parse_refusal
from effbench.models.replies import shown_url, wait_seconds

CONNECT_SECONDS = 10.0
OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"
"""Servers without keys accept any; the SDK demands one."""
_ENDPOINT = "/chat/completions"
_UNREACHABLE = frozenset({"ConnectError", "ConnectTimeout", "ProxyError"})
"""The HTTP library's exceptions by name: the SDK has changed libraries, the names have stayed."""
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")


class RefusedError(Exception):
    """The server answered with an error status; `wait`: not before so many seconds."""

    def __init__(self, refusal: Refusal, wait: float | None) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal
        self.wait = wait


class BrokenError(Exception):
    """No whole reply came. `unreachable`: not even a connection."""

    def __init__(self, words: str, unreachable: bool) -> None:
        super().__init__(words)
        self.unreachable = unreachable


class Address:
    """A server's URL and key. Raises ModelError when there is nowhere to send a request to."""

    def __init__(self, model: str, url: str | None, key: str | None) -> None:
        key = (key or os.environ.get("OPENAI_API_KEY") or "").strip()
        if not key.isascii():
            raise ModelError("the API key has characters that no HTTP header may hold")
        url = url or os.environ.get("OPENAI_BASE_URL") or (OPENAI_URL if key else None)
        if url is None:
            raise ModelError(
                f"openai:{model} needs a server or a key: give --base-url (or OPENAI_BASE_URL) for "
                "your own server, or set OPENAI_API_KEY for OpenAI's"
            )
        self.shown = shown_url(url)
        if not self.shown.startswith(("http://", "https://")):
            raise ModelError(
                "--base-url must be a URL that begins with http:// or https://, "
                f"not {one_line(url.rpartition('@')[2])!r}"
            )
        parts = urlsplit(url.strip())
        path = parts.path.rstrip("/").removesuffix(_ENDPOINT)
        self.url = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.key = key or NO_KEY

    @property
    def headers(self) -> dict[str, str]:
        """Azure reads its key from a header of its own; its URLs carry an API version."""
        return {"api-key": self.key} if "api-version" in self.query else {}

    def clean(self, words: str) -> str:
        return words if self.key == NO_KEY else words.replace(self.key, "***")


class Connection:
    """An HTTP client for one server; an asynchronous context manager.

    Raises ModelError where proxy or certificate settings can't be used. Make it where no event loop
    runs: a client that fails half-made would try to close itself in the loop, with a traceback.
    """

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        self._address, self._seconds = address, timeout_seconds
        self.reached = False
        """The server has answered something, at least once."""
        timeout = openai.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds))
        problem = ""
        try:
            self._client = openai.AsyncOpenAI(
                base_url=address.url,
                api_key=address.key,
                default_query=address.query,
                default_headers=address.headers,
                max_retries=0,
                timeout=timeout,
            )
        except Exception as error:  # the HTTP library raises all kinds for bad settings
            problem = address.clean(_unusable(address, error))
        if problem:  # raised out here: our error must not keep the half-made client alive
            raise ModelError(problem)

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def post(self, sent: dict[str, Any]) -> bytes:
        """The body of a reply with status 200. The time limit is for the whole exchange: the HTTP
        library's own is for each read, and a server that sends a byte a minute would never meet it.

        Raises RefusedError, BrokenError; ModelError for a certificate that can't be trusted.
        """
        try:
            async with asyncio.timeout(self._seconds):
                raw = await self._client.chat.completions.with_raw_response.create(**sent)
            self.reached = True
            return bytes(raw.http_response.content)
        except openai.APIStatusError as error:
            self.reached = True
            wait = wait_seconds(error.response.headers.get("retry-after"), time.time())
            found = parse_refusal(error.status_code, bytes(error.response.content))
            raise RefusedError(found, wait) from None
        except (TimeoutError, openai.APIConnectionError) as error:
            raise self._broken(error) from None

    def _broken(self, error: TimeoutError | openai.APIConnectionError) -> BrokenError:
        tls = _tls_error(error)
        if tls is not None and not self.reached:
            raise ModelError(self._address.clean(_untrusted(self._address, tls))) from None
        unreachable = type(error.__cause__).__name__ in _UNREACHABLE
        if isinstance(error, TimeoutError | openai.APITimeoutError) and not unreachable:
            words = f"no answer within {self._seconds:g} s"
        else:
            words = f"{one_line(error)} {one_line(error.__cause__ or '')}".strip()
            if unreachable and (proxy := _proxy_for(self._address)):
                words += f" (through the proxy that {proxy} names)"
        return BrokenError(self._address.clean(words), unreachable)


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    """The TLS failure behind an exception of the HTTP library."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None or isinstance(seen, ssl.SSLError):
            break
        seen = seen.__cause__ or seen.__context__
    return seen if isinstance(seen, ssl.SSLError) else None


def _untrusted(address: Address, error: ssl.SSLError) -> str:
    words = one_line(error.verify_message if isinstance(error, ssl.CertificateError) else error)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return f"{address.shown} speaks no TLS that this machine takes: {words}. Is it http://?"
    others = " (REQUESTS_CA_BUNDLE is not read)" if "REQUESTS_CA_BUNDLE" in os.environ else ""
    return (
        f"the certificate of {address.shown} is not trusted: {words}. Set SSL_CERT_FILE to a file "
        f"with the certificate of the authority that signed it{others}"
    )


def _unusable(address: Address, error: Exception) -> str:
    """Why there is no client, in one line that names the setting."""
    words = one_line(error)
    if isinstance(error, ImportError):
        advice = f"unset {_proxy_for(address) or 'the proxy variable'}, or pip install socksio"
        return f"the proxy settings can't be used: {words} To go on, {advice}"
    if isinstance(error, OSError):  # ssl.SSLError is one
        name = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
        what = f"{name}={os.environ.get(name, '')}: no certificates can be read from it"
        return f"{what}: {words}. Name a PEM file with certificates, or unset the variable"
    proxy = _proxy_for(address) or next(iter(_proxy_variables()), None)  # all of them are read
    what = f"the proxy that {proxy} names" if proxy else f"--base-url {address.shown}"
    return f"{what} can't be used: {words}"


def _proxy_for(address: Address) -> str | None:
    """The environment variable whose proxy is between this machine and the server."""
    parts = urlsplit(address.url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    kinds = ("ALL", parts.scheme.upper())
    return next((name for name in _proxy_variables() if name[:-6].upper() in kinds), None)


def _proxy_variables() -> list[str]:
    """The environment's variables that name a proxy."""
    names = [variant for name in _PROXIES for variant in (name, name.lower())]
    return [name for name in names if os.environ.get(name)]
