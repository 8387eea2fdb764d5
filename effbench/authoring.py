"""The names that a task file imports. See `effbench.tasks.authoring` for how to write one."""

from effbench.tasks import Task, checks

__all__ = ["Task", "checks"]
