#!/usr/bin/env python3
"""Prints how many symbols a library exports, or those that it should not, and exits with 1 then.

    symbols.py LIBRARY HEADER...   the HEADERs are those of the layers

Exported are the API, the instantiations of the standard library that have to do with it, and the functions that stand in
front of the C++ runtime's. Classes of headers that are not installed are not, nor those in others named Impl or State.
"""
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import sources

ALLOWED = re.compile(r'\b(' + '|'.join([*sources.LAYERS, 'std', '__gnu_cxx']) + r')::|^operator (new|delete)\b|'
                     r'^__cxa_(throw|allocate_exception)$')
# What these classes in others hold is defined in a source.
LOCAL = re.compile(r'^(reactor|protocols|trial|dist|bin)::[\w:]*::(Impl|State)::')


def exported(library):
    """{mangled name: name}"""
    output = subprocess.run(['nm', '--dynamic', '--defined-only', library], stdout=subprocess.PIPE, text=True, check=True).stdout
    mangled = [line.split()[2].split('@')[0] for line in output.splitlines()]
    names = subprocess.run(['c++filt'], input='\n'.join(mangled), stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(zip(mangled, names.splitlines()))


def private_classes(headers):
    """The classes of the headers that are not installed."""
    headers = [header for header in headers if sources.in_layer(header)]
    needed = sources.needed_of([header for header in headers if header.count('/') == 1])
    found = set()
    for header in headers:
        if header not in needed:
            text = sources.read(header)
            space = re.search(r'^namespace ([\w:]+) \{', text, re.M)
            if space:
                names = re.findall(r'^(?:class|struct) (\w+)(?: final)?(?: :[^;{]*)? ?\{', text, re.M)
                found.update(f'{space.group(1)}::{name}' for name in names)
    return found


def main(library, *headers):
    symbols = exported(library)
    # Also the class's virtual table and type information, which begin with T.
    classes = [''.join(f'{len(part)}{part}' for part in name.split('::')) for name in private_classes(headers)]
    private = re.compile(r'_Z(T\w*?)?NK?(' + '|'.join(classes) + ')')
    faults = []
    for mangled, name in sorted(symbols.items()):
        if not ALLOWED.search(name):
            faults.append(f'{name}: is exported, but is not of this project')
        elif private.match(mangled) or LOCAL.search(name.split('(')[0]):
            faults.append(f'{name}: is exported, but stands in no installed header')
    print('\n'.join(faults) if faults else f'{len(symbols)} exported symbols')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
