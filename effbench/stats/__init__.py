"""Statistics on plain arrays. Nothing in this package knows tasks, models or records."""
