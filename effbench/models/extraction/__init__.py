"""From a reply to source code: reasoning, fences, the choice among candidates, completion."""
