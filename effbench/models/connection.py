"""The connection to a chat server: its address, the HTTP client, one request and response.

The URL's query is moved behind the path that the client appends. Three failures end the run at
once: an unusable proxy, an unusable certificate file, and an untrusted server certificate. Other
connection failures are retried. Replies and refusals are interpreted elsewhere.

The key is sent only to the server. `Address.clean` removes it from messages.
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

from effbench.base import ModelError, one_line
from effbench.models.parameters import ChatParameters
from effbench.models.refusals import Refusal, parse_refusal
from effbench.models.replies import shown_url, wait_seconds

CONNECT_SECONDS = 10.0
OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"
"""A placeholder for servers without keys: the SDK requires one."""
_ENDPOINT = "/chat/completions"
_UNREACHABLE = frozenset({"ConnectError", "ConnectTimeout", "ProxyError"})
"""Names of the HTTP library's exceptions. The SDK has changed libraries; the names have stayed."""
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")


class RefusedError(Exception):
    """The server answered with an error status. `wait` is the minimum delay before a retry (s)."""

    def __init__(self, refusal: Refusal, wait: float | None) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal
        self.wait = wait


class BrokenError(Exception):
    """No complete reply arrived. `unreachable` means that no connection could be opened."""

    def __init__(self, words: str, unreachable: bool) -> None:
        super().__init__(words)
        self.unreachable = unreachable


class Address:
    """A server's URL and key. Raises ModelError if there is no valid URL or the key is invalid."""

    def __init__(self, model: str, url: str | None, key: str | None) -> None:
        key = (key or os.environ.get("OPENAI_API_KEY") or "").strip()
        if not key.isascii():
            raise ModelError("the API key has characters that are not allowed in an HTTP header")
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
        """Extra headers. Azure, known by the API version in its URLs, reads its key from one."""
        return {"api-key": self.key} if "api-version" in self.query else {}

    def clean(self, words: str) -> str:
        """Return `words` with the key replaced by `***`."""
        return words if self.key == NO_KEY else words.replace(self.key, "***")


class Connection:
    """An HTTP client for one server; an asynchronous context manager.

    Raises ModelError if the proxy or certificate settings can't be used. Create it outside a
    running event loop: a client whose constructor fails would try to close itself in that loop and
    print a traceback.
    """

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        self._address, self._seconds = address, timeout_seconds
        self.reached = False
        """True once the server has answered anything."""
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
        if problem:  # raised outside the handler: the error must not keep the client alive
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

    async def post(self, sent: ChatParameters) -> bytes:
        """Send a request and return the body of a reply with status 200.

        The timeout covers the whole exchange. The HTTP library's timeout covers each read, so a
        server that sends one byte a minute would never exceed it.

        Raises RefusedError, BrokenError, or ModelError if the TLS connection fails before the
        server has ever answered (an untrusted certificate, for example).
        """
        body: Any = sent.as_dict()  # the SDK's types name each model and parameter
        try:
            async with asyncio.timeout(self._seconds):
                raw = await self._client.chat.completions.with_raw_response.create(**body)
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
    """Return the TLS error that caused an exception of the HTTP library, if any."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None or isinstance(seen, ssl.SSLError):
            break
        seen = seen.__cause__ or seen.__context__
    return seen if isinstance(seen, ssl.SSLError) else None


def _untrusted(address: Address, error: ssl.SSLError) -> str:
    words = one_line(error.verify_message if isinstance(error, ssl.CertificateError) else error)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return f"no TLS connection to {address.shown}: {words}. Is it an http:// address?"
    others = " (REQUESTS_CA_BUNDLE is not read)" if "REQUESTS_CA_BUNDLE" in os.environ else ""
    return (
        f"the certificate of {address.shown} is not trusted: {words}. Set SSL_CERT_FILE to a file "
        f"with the certificate of the authority that signed it{others}"
    )


def _unusable(address: Address, error: Exception) -> str:
    """Explain in one line, which names the setting, why the client can't be created."""
    words = one_line(error)
    if isinstance(error, ImportError):
        advice = f"unset {_proxy_for(address) or 'the proxy variable'}, or pip install socksio"
        return f"the proxy settings can't be used: {words} To continue, {advice}"
    if isinstance(error, OSError):  # ssl.SSLError is one
        name = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
        what = f"{name}={os.environ.get(name, '')}: no certificates can be read from it"
        return f"{what}: {words}. Name a PEM file with certificates, or unset the variable"
    proxy = _proxy_for(address) or next(iter(_proxy_variables()), None)  # all of them are read
    what = f"the proxy that {proxy} names" if proxy else f"--base-url {address.shown}"
    return f"{what} can't be used: {words}"


def _proxy_for(address: Address) -> str | None:
    """Return the environment variable that sets the proxy for this server, if any."""
    parts = urlsplit(address.url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    kinds = ("ALL", parts.scheme.upper())
    return next((name for name in _proxy_variables() if name[:-6].upper() in kinds), None)


def _proxy_variables() -> list[str]:
    """Return the environment variables that name a proxy."""
    names = [variant for name in _PROXIES for variant in (name, name.lower())]
    return [name for name in names if os.environ.get(name)]
