"""Optional instruments in addition to the CPU clock. Off by default; no score depends on them."""
