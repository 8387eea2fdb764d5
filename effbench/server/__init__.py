"""A reward server: `effbench.reward.Judge` over HTTP, so that timing happens on a quiet machine.

    POST /score     {"items": [{"task": ..., "completion": ...}, ...]} -> {"verdicts": [...]}
    GET  /health    is it there, and taking requests?
    GET  /metrics   Prometheus' text format

Decides nothing about rewards. `shapes` says what a request may be, `app` what is answered,
`metrics` what is counted, `serving` who may listen where and how it ends. The client is
`effbench.reward.RemoteJudge`. Needs the extra `server` (Starlette, uvicorn, prometheus-client).
"""
