#!/usr/bin/env python3
"""Finds closures with captures and braced temporaries in statements with co_await: GCC 12 destroys them twice.

    coroutines.py FILE...      prints FILE:LINE: what, and exits 1, if there are any

Give them a name on the line before and move them in. A lambda without captures is fine, and so is its body.
"""
import re
import sys

BLANKED = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)
OPENING, CLOSING = '([{', ')]}'


def blanked(text):
    """Comments and literals as spaces; the lines stay."""
    return BLANKED.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), text)


def closing(text, start):
    """The index of the bracket that closes the one at `start`."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in OPENING) - (text[i] in CLOSING)
        if depth == 0:
            return i
    return len(text) - 1


def statement_start(text, at):
    """Where the statement with what stands at `at` begins."""
    depth = 0
    for i in range(at - 1, -1, -1):
        c = text[i]
        if c == '}' and depth == 0 and text[i + 1:i + 40].lstrip()[:1] not in (',', ')', '.', '('):
            return i + 1
        if c == ';' and depth == 0:
            return i + 1
        if c in CLOSING:
            depth += 1
        elif c in OPENING:
            if depth == 0 and c == '{':
                return i + 1
            depth = max(depth - 1, 0)
    return 0


def faults(text, start):
    """(index, what) for each fault of the statement that begins at `start`."""
    depth = 0
    i = start
    while i < len(text):
        c = text[i]
        before = text[start:i].rstrip()
        if c == '[' and text[i + 1:i + 2] == '[':
            i = closing(text, i)
        elif c == '[' and not re.search(r'[\w\])]$', re.sub(r'\b(return|co_await|co_return|co_yield)$', '', before)):
            end = closing(text, i)
            if text[i + 1:end].strip():
                yield i, 'a closure with captures'
            # The rest of the lambda: parameters, trailing words, and a body that has statements of its own.
            body = text.index('{', end)
            i = closing(text, body)
        elif c == '{':
            if depth == 0 and re.search(r'(\)|\b(else|do|try|const|noexcept|override|final))$', before):
                return  # the body of an if, a loop or a function
            yield i, 'a braced temporary'
            i = closing(text, i)
        elif c in OPENING:
            depth += 1
        elif c in CLOSING:
            depth -= 1
            if depth < 0:
                return
        elif c == ';' and depth == 0:
            return
        i += 1


def main(paths):
    bad = False
    for path in paths:
        with open(path, encoding='utf-8') as file:
            text = blanked(file.read())
        found = set()
        for match in re.finditer(r'\bco_await\b', text):
            found.update(faults(text, statement_start(text, match.start())))
        for index, what in sorted(found):
            print(f'{path}:{text.count(chr(10), 0, index) + 1}: {what} in a statement with co_await')
            bad = True
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
