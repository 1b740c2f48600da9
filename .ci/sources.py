#!/usr/bin/env python3
"""Rules for the sources that no compiler knows. Prints what breaks one, and exits with 1 then.

    sources.py includes FILE...    downwards only; libevent and msgpack in their one place; a source's own header first
    sources.py listed FILE...      build/ compiles each source, and each header of a layer is in its meson.build,
                                   among those that are installed or those that are not
"""
import functools
import json
import os
import re
import sys

LAYERS = ['reactor', 'protocols', 'trial', 'dist', 'bin']
ONE_PLACE = {
    'reactor': re.compile(r'event2/|event\.h$|evutil\.h$'),
    'protocols': re.compile(r'msgpack(\.hpp$|/)'),
}


def layer_of(path):
    """The layer that a file belongs to or tests, or none."""
    parts = path.split('/')
    if parts[0] == 'tests':
        parts = parts[1:]
    return parts[0] if parts[0] in LAYERS else None


def own_header(path):
    """The header of a layer's source: beside it, at the root of the layer or in its detail; none if it has none."""
    layer, name = path.split('/')[0], os.path.basename(path)
    if layer in LAYERS and name.endswith('.cpp'):
        for folder in (os.path.dirname(path), layer, f'{layer}/detail'):
            header = f'{folder}/{name[:-4]}.hpp'
            if os.path.exists(header):
                return header
    return None


def includes_of(text):
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.M):
        yield text.count('\n', 0, match.start()) + 1, match.group(1)


def check_includes(path, text):
    layer = layer_of(path)
    included = list(includes_of(text))
    for line, name in included:
        other = name.split('/')[0]
        if layer and other in LAYERS and LAYERS.index(other) > LAYERS.index(layer):
            yield line, f'upward include of {name}'
        for place, pattern in ONE_PLACE.items():
            if layer and pattern.match(name) and not (path.startswith(place + '/') and path.endswith('.cpp')):
                yield line, f'{name} belongs into {place}/*.cpp'
    if path.endswith('.hpp'):
        if not re.search(r'^#pragma once$', text, re.M) and '/pch/' not in path:
            yield 1, 'no #pragma once'
        if not text.startswith('//'):
            yield 1, 'does not open with what it is for'
        for match in re.finditer(r'^[ \t]*using namespace\b', text, re.M):
            yield text.count('\n', 0, match.start()) + 1, 'using namespace in a header'
    own = own_header(path)
    if own and (not included or included[0][1] != own):
        yield 1, f'{own} is not its first include'


@functools.cache
def compiled():
    """The sources that build/ compiles."""
    with open('build/compile_commands.json', encoding='utf-8') as file:
        return {os.path.relpath(os.path.join(entry['directory'], entry['file'])) for entry in json.load(file)}


def check_listed(path, _):
    if path.startswith('tests/install/'):  # projects of their own, which bin/check builds
        if f"'{os.path.basename(path)}'" not in open('tests/install/meson.build', encoding='utf-8').read():
            yield 1, 'tests/install/meson.build does not list it'
    elif path.endswith('.cpp'):
        if path not in compiled():
            yield 1, 'no meson.build lists it'
    elif path.split('/')[0] in LAYERS:
        layer, name = path.split('/', 1)
        with open(f'{layer}/meson.build', encoding='utf-8') as file:
            if f"'{name}'" not in file.read():
                yield 1, f'{layer}/meson.build does not say whether it is installed'


def main(rule, *paths):
    check = {'includes': check_includes, 'listed': check_listed}[rule]
    bad = False
    for path in paths:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        for line, what in check(path, text):
            print(f'{path}:{line}: {what}')
            bad = True
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
