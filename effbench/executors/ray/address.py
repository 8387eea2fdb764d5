"""Check the address of a Ray cluster before Ray uses it, as Ray waits for minutes and may abort.

The check opens one TCP connection and sends nothing.
"""

from __future__ import annotations

import re
import socket

from effbench.base import UsageError

_CONNECT_SECONDS = 5.0
START = "start one with `ray start --head`, name another in RAY_ADDRESS, or unset it"


def require_address(address: str) -> None:
    """Raise UsageError if nothing answers at `HOST:PORT`, or the address has another form.

    "", `local` and `auto` pass without a check: "" and `local` start a cluster here.
    """
    if address in ("", "local", "auto"):
        return
    if "://" in address:
        raise UsageError(
            f"RAY_ADDRESS={address}: run effbench on a node of the cluster and name its head as "
            "HOST:PORT; Ray's remote client and other schemes are not supported"
        )
    host, _, port = address.rpartition(":")
    if not host or not re.fullmatch("[0-9]{1,5}", port):
        raise UsageError(f"RAY_ADDRESS={address}: not HOST:PORT, `auto` or `local`")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError, UnicodeError) as error:  # UnicodeError: an invalid host name
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"no Ray cluster answers at {address} ({reason}): {START}") from None
