# expect: raised
# source: "def __getattr__(name):\n    raise SystemExit(0)\ndel __builtins__\n"
# attack: no entry point, but a hook that answers the lookup
