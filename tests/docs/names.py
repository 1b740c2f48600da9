"""Makes a Boost.Test source that checks a document's tables of names: each C++ name of a row occurs in the row's header.

usage: names.py OUTPUT DOCUMENT SOURCES HEADER...

A table of names has a head row `| Python | C++ | header | ... |`; `same` in the second column stands for the names in the
first. HEADERs are those that are installed, below the folder SOURCES; a row of another header says "not installed" in its
last column. What a header takes from a room of its layer (`trial/detail/once.hpp`) counts as the header's. Of a name such as
`Deferred<T>::addCallback(f)` the parts `Deferred` and `addCallback` are looked for, outside of comments. Each table is a
case.
"""
import functools
import json
import pathlib
import re
import sys

HEAD = ["Python", "C++", "header"]


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []


def tables(lines):
    """The heading above each table of names, and the table's rows with their lines' numbers."""
    heading, rows = "", None
    for number, line in enumerate([*lines, ""], 1):
        cells = cells_of(line)
        if line.startswith("#"):
            heading = line.strip("# ")
        if cells[:3] == HEAD:
            rows = []
        elif cells and rows is not None:
            if set(line) - set("| -"):
                rows.append((number, cells))
        elif rows is not None:
            yield heading, rows
            rows = None


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def parts(name):
    """`a::b<T>(c)` is `a` and `b`."""
    plain = name
    while (shorter := re.sub(r"<[^<>]*>|\([^()]*\)", "", plain)) != plain:
        plain = shorter
    return re.findall(r"\w+", plain)


@functools.cache
def words_of(sources, header):
    """The words of a header and of those in rooms that it includes."""
    text = pathlib.Path(sources, header).read_text()
    words = set(re.findall(r"\w+", re.sub(r"//[^\n]*|#include[^\n]*", "", text)))
    for inside in re.findall(r"#include <(\w+/\w+/[^>]+)>", text):
        if pathlib.Path(sources, inside).exists():
            words |= words_of(sources, inside)
    return words


def problems_of(cells, sources, installed):
    if len(cells) != 4:
        return [f"a row of names has 4 cells, this one {len(cells)}"]
    names, headers = quoted(cells[0] if cells[1] == "same" else cells[1]), quoted(cells[2])
    if not names or len(headers) != 1:
        return ["a row names something of C++ and the header that has it"]
    header = headers[0]
    if not pathlib.Path(sources, header).exists():
        return [f"there is no {header}"]
    if (header in installed) == ("not installed" in cells[3]):
        return [f"{header} is " + ("installed" if header in installed else "not installed")]
    return [f"{name}: there is no {part} in {header}" for name in names for part in parts(name)
            if part not in words_of(sources, header)]


def main(output, document, sources, installed):
    document = pathlib.Path(document)
    suite = document.stem.replace("-", "_")
    source = ["#include <boost/test/unit_test.hpp>", f"BOOST_AUTO_TEST_SUITE({suite}_md)"]
    found = list(tables(document.read_text().splitlines()))
    if not found:
        sys.exit(f"{document} has no table of names")
    for heading, rows in found:
        case = "names_of_" + "_".join(re.findall(r"\w+", heading))
        source.append(f"BOOST_AUTO_TEST_CASE({case}) {{")
        source.append(f"  BOOST_TEST({len(rows)} > 0);")
        for number, cells in rows:
            for problem in problems_of(cells, sources, installed):
                source.append(f"  BOOST_ERROR({json.dumps(f'{document.name}:{number}: {problem}')});")
        source.append("}")
    source.append("BOOST_AUTO_TEST_SUITE_END()")
    pathlib.Path(output).write_text("\n".join(source) + "\n")


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
