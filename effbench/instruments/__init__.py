"""Optional instruments beside the CPU clock. Off by default; no score ever depends on them."""
