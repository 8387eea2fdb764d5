"""Models' code as HTML: highlighted by Pygments with classes, escaped, bounded.

Decides how much code is shown and in which colours. The code is hostile text: the lexer only cuts
it into tokens, and every token is escaped. The lexer takes time in the square of some lines'
length, so code with a long line has no colours.
"""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from effbench.leaderboard.text import clean

MAX_SHOWN = 20_000
"""Characters; a longer program is cut, and the page says so."""
MAX_LINE = 1_000
"""Characters; code with a longer line is shown without colours."""
_FORMATTER = HtmlFormatter(nowrap=True)


def highlighted(source: str) -> Markup:
    """The inside of a `<pre>`: escaped, with `<span class="…">` around tokens."""
    shown = clean(source, MAX_SHOWN)
    if max(map(len, shown.split("\n"))) > MAX_LINE:
        return Markup.escape(shown)
    # Pygments escapes & < > " ' in every token.
    return Markup(highlight(shown, PythonLexer(stripnl=False, ensurenl=False), _FORMATTER))
