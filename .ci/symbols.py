#!/usr/bin/env python3
"""Prints how many symbols a library exports, or those that it should not, and exits with 1 then.

    symbols.py LIBRARY HEADER...   the HEADERs are those of the layers

Exported are the API, the instantiations of the standard library that have to do with it, and the functions that stand in
front of the C++ runtime's. Classes of headers that are not installed are not.
"""
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import sources

RUNTIME = {'__cxa_throw', '__cxa_allocate_exception'}
OURS = re.compile(r'\b(' + '|'.join([*sources.LAYERS, 'std', '__gnu_cxx']) + r')::')
SPECIAL = re.compile(r'^((construction )?vtable|typeinfo( name)?|VTT|guard variable|(non-)?virtual thunk|covariant return thunk)'
                     r' (for|to) ')


def exported(library):
    output = subprocess.run(['nm', '--dynamic', '--demangle', '--defined-only', library], stdout=subprocess.PIPE, text=True,
                            check=True).stdout
    return {line.split(None, 2)[2].split('@')[0] for line in output.splitlines()}


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
    private = private_classes(headers)
    faults = []
    for symbol in sorted(symbols):
        name = SPECIAL.sub('', symbol)
        if symbol not in RUNTIME and not OURS.search(name):
            faults.append(f'{symbol}: is exported, but is not of this project')
        elif any(name == of or name.startswith(of + '::') for of in private):
            faults.append(f'{symbol}: is exported, but no installed header has it')
    print('\n'.join(faults) if faults else f'{len(symbols)} exported symbols')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
