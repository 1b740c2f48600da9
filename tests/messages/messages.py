"""Compiles wrong snippets and checks that each gets one readable message.

usage: messages.py SNIPPETS SOURCES COMPILER...

SNIPPETS is a file of parts that begin with a line `//= name: expression`, or `//= name (lines): expression`. Each part is
compiled by itself, with the headers of HEADERS from the folder SOURCES in front. The first error must match the regular
expression, and the whole output must have fewer lines than MOST, or than it says. A part without an expression must
compile without output.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HEADERS = ["trial/unittest.hpp", "trial/reporters.hpp", "reactor/timeout.hpp"]
MOST = 25
# Messages in English. Meson has each block of memory filled, which would make a compiler ten times as slow.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "MALLOC_PERTURB_": "0"}


def parts_of(text):
    """The name, the number of lines, the expression, the first line's number and the source of each part."""
    lines = text.splitlines()
    begins = [i for i, line in enumerate(lines) if line.startswith("//= ")]
    for begin, end in zip(begins, [*begins[1:], len(lines)]):
        name, most, expression = re.fullmatch(r"//= (\w+)(?: \((\d+)\))?: ?(.*)", lines[begin]).groups()
        yield name, int(most or MOST), expression, begin + 2, "\n".join(lines[begin + 1:end]) + "\n"


def precompiled(command, folder):
    """Compiles the headers once. Returns the arguments that use them."""
    header = folder / "headers.hpp"
    header.write_text("".join(f"#include <{name}>\n" for name in HEADERS))
    is_clang = "clang" in subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
    compiled = folder / ("headers.pch" if is_clang else "headers.hpp.gch")
    subprocess.run([*command, "-x", "c++-header", header, "-o", compiled], check=True, env=ENVIRONMENT)
    return ["-include-pch", str(compiled)] if is_clang else ["-include", str(header)]


def problem_of(most, expression, run):
    lines = run.stderr.splitlines()
    if not expression:
        return None if run.returncode == 0 and not lines else "it does not compile, or not silently"
    first = next((line for line in lines if "error: " in line), None)
    if run.returncode == 0 or first is None:
        return "it compiles"
    if not re.search(expression, first):
        return f"its first error does not match {expression!r}"
    if len(lines) >= most:
        return f"{len(lines)} lines are too many"
    return None


def main(snippets, sources, compilers):
    snippets, failed, count = pathlib.Path(snippets), 0, 0
    for compiler in compilers:
        command = [*shlex.split(compiler), "-std=c++20", "-Wall", "-Wextra", "-I", sources]
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            headers = precompiled(command, folder)
            for name, most, expression, line, source in parts_of(snippets.read_text()):
                file = folder / "wrong.cpp"
                file.write_text(f'#line {line} "{snippets.resolve()}"\n{source}')
                run = subprocess.run([*command, *headers, "-c", file, "-o", "/dev/null"], capture_output=True, text=True, env=ENVIRONMENT)
                count += 1
                if problem := problem_of(most, expression, run):
                    failed += 1
                    print(f"{snippets}:{line}: {compiler}: {name}: {problem}:\n{run.stderr}")
    print(f"{count} compiled, {failed} not as they should")
    return 1 if failed or count == 0 else 0


sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
