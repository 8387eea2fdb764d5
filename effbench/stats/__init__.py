"""Pure mathematics: arrays in, numbers out. Nothing here knows of tasks, models or records."""
