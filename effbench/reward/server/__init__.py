"""The reward server: `effbench.reward.Judge` over HTTP, to time on a quiet machine.

    POST /score     {"items": [{"task": ..., "completion": ...}, ...]} -> {"verdicts": [...]}
    GET  /health    the server's status: does it accept requests?
    GET  /metrics   Prometheus' text format

`shapes` parses requests, `app` answers them, `metrics` counts, `connections` limits connections,
and `serving` binds the socket and shuts the server down. The client is
`effbench.reward.RemoteJudge`. Needs the extra `server` (Starlette, uvicorn, prometheus-client).
"""

from effbench.reward.server.app import ServerLimits
from effbench.reward.server.serving import Place, read_token, serve

__all__ = ["Place", "ServerLimits", "read_token", "serve"]
