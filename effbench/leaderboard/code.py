"""Convert models' code to HTML: highlighted by Pygments, escaped, and limited in length.

The code is untrusted text: the lexer only splits it into tokens, and every token is escaped. The
lexer's time can be quadratic in a line's length, so code with a long line is not highlighted.
"""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from effbench.leaderboard.text import clean

MAX_SHOWN = 20_000
"""The maximum number of characters; a longer program is truncated, and the page says so."""
MAX_LINE = 1_000
"""The maximum line length in characters; code with a longer line is not highlighted."""
_FORMATTER = HtmlFormatter(nowrap=True)


def highlighted(source: str) -> Markup:
    """Return the content of a `<pre>`: escaped, with `<span class="…">` around tokens."""
    shown = clean(source, MAX_SHOWN)
    if max(map(len, shown.split("\n"))) > MAX_LINE:
        return Markup.escape(shown)
    # Pygments escapes & < > " ' in every token.
    return Markup(highlight(shown, PythonLexer(stripnl=False, ensurenl=False), _FORMATTER))
