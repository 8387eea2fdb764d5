# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import re

_MOD = 998244353
_tokens = re.compile(r'[0-9]+|[-+*()abcd]').findall
_NAMES = ('', 'a', 'b', 'c', 'd')
_IDX = {'a': 1, 'b': 2, 'c': 3, 'd': 4}


def _direct(toks, env):
    M = _MOD
    stack = []
    prod = 1
    acc = 0
    sign = 1      # sign of the chain
    s = 1         # sign of the next operand
    operand = True
    for t in toks:
        if operand:
            if t == '-':
                s = -s
            elif t == '(':
                stack.append((prod, acc, sign, s))
                prod = 1
                acc = 0
                sign = 1
                s = 1
            else:
                v = env.get(t)
                if v is None:
                    v = int(t)
                if s > 0:
                    acc += v
                else:
                    acc -= v
                operand = False
        elif t == ')':
            v = prod * acc % M
            prod, acc, sign, s = stack.pop()
            if s > 0:
                acc += v
            else:
                acc -= v
        else:
            if t == '*':
                prod = prod * acc % M
                acc = 0
                sign = 1
            elif t == '-':
                sign = -sign
            s = sign
            operand = True
    return prod * acc % M


def _generate(toks):
    M = _MOD
    stmts = []
    ntemp = 0

    def sumtext(lin, terms):
        parts = []
        bits = 0
        for i in (1, 2, 3, 4):
            c = lin[i]
            if c:
                if c == 1:
                    parts.append('+' + _NAMES[i])
                elif c == -1:
                    parts.append('-' + _NAMES[i])
                else:
                    parts.append('%+d*%s' % (c, _NAMES[i]))
                q = 30 + c.bit_length()
                if q > bits:
                    bits = q
        for c, t, tb in terms:
            if c == 1:
                parts.append('+' + t)
                q = tb
            elif c == -1:
                parts.append('-' + t)
                q = tb
            else:
                parts.append('%+d*%s' % (c, t))
                q = tb + c.bit_length()
            if q > bits:
                bits = q
        c = lin[0]
        if c or not parts:
            parts.append('%+d' % c)
            q = c.bit_length()
            if q > bits:
                bits = q
        n = len(parts)
        text = ''.join(parts)
        if text[0] == '+':
            text = text[1:]
        if n > 1:
            bits += n.bit_length()
        return text, bits

    def temp(text, bits):
        nonlocal ntemp
        name = 't%d' % ntemp
        ntemp += 1
        if bits > 62:
            stmts.append('%s=(%s)%%998244353' % (name, text))
            bits = 30
        else:
            stmts.append('%s=%s' % (name, text))
        return name, bits

    def factor(lin, terms):
        # (coefficient, text usable on the left of a product, bits, depth-safe)
        if not lin[0]:
            nz = [i for i in (1, 2, 3, 4) if lin[i]]
            if not terms:
                if len(nz) == 1:
                    i = nz[0]
                    return lin[i], _NAMES[i], 30
            elif len(terms) == 1 and not nz:
                return terms[0]
        text, bits = sumtext(lin, terms)
        if len(text) > 300:
            text, bits = temp(text, bits)
            return 1, text, bits
        return 1, '(' + text + ')', bits

    def isconst(lin, terms):
        return not (terms or lin[1] or lin[2] or lin[3] or lin[4])

    def scale(lin, terms, k):
        k %= M
        if k == 0:
            return [0, 0, 0, 0, 0], []
        if k + k > M:
            k -= M
        r = [x * k for x in lin]
        for i in range(5):
            if not -M < r[i] < M:
                r[i] %= M
        res = []
        for c, t, tb in terms:
            c *= k
            if not -M < c < M:
                c %= M
            if c:
                res.append((c, t, tb))
        return r, res

    def mul(x, y):
        if isconst(*x):
            return scale(y[0], y[1], x[0][0])
        if isconst(*y):
            return scale(x[0], x[1], y[0][0])
        c1, t1, b1 = factor(*x)
        c2, t2, b2 = factor(*y)
        if b1 + b2 > 125:
            if b1 > 31:
                t1 += '%998244353'
                b1 = 30
            if b1 + b2 > 125 and b2 > 31:
                t2 += '%998244353'
                b2 = 30
        c = c1 * c2
        if not -M < c < M:
            c %= M
        if not c:
            return [0, 0, 0, 0, 0], []
        if t2.isalnum() or (t2[0] == '(' and t2[-1] == ')' and '(' not in t2[1:]):
            text = t1 + '*' + t2
        else:
            text = t1 + '*(' + t2 + ')'
        bits = b1 + b2
        if len(text) > 300:
            text, bits = temp(text, bits)
        return [0, 0, 0, 0, 0], [(c, text, bits)]

    stack = []
    prod = None
    lin = [0, 0, 0, 0, 0]
    terms = []
    sign = 1
    s = 1
    operand = True
    for t in toks:
        if operand:
            if t == '-':
                s = -s
            elif t == '(':
                stack.append((prod, lin, terms, sign, s))
                prod = None
                lin = [0, 0, 0, 0, 0]
                terms = []
                sign = 1
                s = 1
            else:
                i = _IDX.get(t)
                if i is None:
                    lin[0] += s * int(t)
                else:
                    lin[i] += s
                operand = False
        elif t == ')':
            if prod is not None:
                il, it = mul(prod, (lin, terms))
            else:
                il = lin
                it = terms
            prod, lin, terms, sign, s = stack.pop()
            if s > 0:
                for i in (0, 1, 2, 3, 4):
                    lin[i] += il[i]
            else:
                for i in (0, 1, 2, 3, 4):
                    lin[i] -= il[i]
            if it:
                if len(it) > 6:
                    text, bits = temp(*sumtext((0, 0, 0, 0, 0), it))
                    terms.append((s, text, bits))
                elif s > 0:
                    terms += it
                else:
                    for c, x, b in it:
                        terms.append((-c, x, b))
                if len(terms) > 24:
                    text, bits = temp(*sumtext((0, 0, 0, 0, 0), terms))
                    terms = [(1, text, bits)]
        else:
            if t == '*':
                if prod is None:
                    prod = (lin, terms)
                else:
                    prod = mul(prod, (lin, terms))
                lin = [0, 0, 0, 0, 0]
                terms = []
                sign = 1
            elif t == '-':
                sign = -sign
            s = sign
            operand = True
    if prod is not None:
        lin, terms = mul(prod, (lin, terms))
    text, bits = sumtext(lin, terms)
    lines = ['def f(idx,rows,out):', ' for i in idx:', '  _,a,b,c,d=rows[i]']
    lines += ['  ' + x for x in stmts]
    lines.append('  out[i]=(%s)%%998244353' % text)
    ns = {}
    exec('\n'.join(lines), ns)
    return ns['f']


def evaluate(formulas: list[str], rows: list[tuple[int, ...]]) -> list[int]:
    groups = {}
    for i, row in enumerate(rows):
        f = row[0]
        g = groups.get(f)
        if g is None:
            groups[f] = [i]
        else:
            g.append(i)
    out = [0] * len(rows)
    bytext = {}
    for f, g in groups.items():
        x = formulas[f]
        if x in bytext:
            bytext[x] += g
        else:
            bytext[x] = g
    for x, g in bytext.items():
        toks = _tokens(x)
        if len(g) <= 6:
            for i in g:
                _, a, b, c, d = rows[i]
                out[i] = _direct(toks, {'a': a, 'b': b, 'c': c, 'd': d})
        else:
            _generate(toks)(g, rows, out)
    return out
