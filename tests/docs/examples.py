"""Makes a Boost.Test source of the examples of documents.

usage: examples.py OUTPUT DOCUMENT...

All ```cpp blocks of a document make one namespace, in their order, with their #includes in front; each function `void
name()` that they define is a case of the document's suite. Lines keep their numbers in messages.
"""
import pathlib
import re
import sys


def blocks(text):
    lines, block = text.splitlines(), None
    for number, line in enumerate(lines, 1):
        if block is None:
            if line.startswith("```cpp"):
                block = [f'#line {number + 1} "{{document}}"']
        elif line.startswith("```"):
            yield block
            block = None
        else:
            block.append(line)


def main(output, documents):
    includes, body = [], []
    for document in map(pathlib.Path, documents):
        name = document.stem.replace("-", "_")
        lines = [line.replace("{document}", document.name)
                 for block in blocks(document.read_text()) for line in block]
        includes += [line for line in lines if line.startswith("#include")]
        lines = ["" if line.startswith("#include") else line for line in lines]
        cases = re.findall(r"^void (\w+)\(\) \{", "\n".join(lines), re.MULTILINE)
        if not cases:
            sys.exit(f"{document} has no examples")
        body += [f"namespace docs_{name} {{", *lines, "}", f"BOOST_AUTO_TEST_SUITE({name}_md)"]
        body += [f"BOOST_AUTO_TEST_CASE({case}) {{ docs_{name}::{case}(); }}" for case in cases]
        body.append("BOOST_AUTO_TEST_SUITE_END()")
    head = ["#undef NDEBUG", "#include <cassert>", "#include <memory>", "#include <optional>", "#include <stdexcept>",
            "#include <string>", "#include <string_view>", "#include <boost/test/unit_test.hpp>"]
    pathlib.Path(output).write_text("\n".join([*head, *dict.fromkeys(includes), *body]) + "\n")


main(sys.argv[1], sys.argv[2:])
