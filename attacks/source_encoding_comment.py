# expect: pass
# source: "# -*- coding: rot13 -*-\ndef solve(values):\n    return sorted(values)\n"
# attack: a coding comment, which applies to files only
