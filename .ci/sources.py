#!/usr/bin/env python3
"""Rules for the sources that no compiler knows. Prints what breaks one, and exits with 1 then.

    sources.py includes FILE...    downwards only; libevent and msgpack in their one place; a source's own header first
    sources.py circles FILE...     no module of the layers includes itself by way of others
    sources.py rooms FILE...       a layer's folder holds at most 25 files and its sources at most 350 lines; installed are
                                   the headers at its root and what these include of its detail and fakes; only those export
    sources.py listed FILE...      build/ compiles each source, and each header of a layer is in its meson.build,
                                   among those that are installed or those that are not

    sources.py sourceless FILE...  prints the layers' headers that are not the first include of a source of their own

FILE... are all files of the project: all but includes and listed look at how they hang together.
"""
import collections
import functools
import json
import os
import re
import sys

LAYERS = ['reactor', 'protocols', 'trial', 'dist', 'bin']
MOST_FILES = 25
MOST_LINES = 350
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


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def module_of(path):
    """A header and its source are one module, which is named after the header."""
    return (own_header(path) or path).rsplit('.', 1)[0]


def in_layer(path):
    return path.split('/')[0] in LAYERS and path.endswith(('.hpp', '.cpp'))


def includes_of_modules(paths):
    """{module: {included module: (path, line) of such an include}}"""
    modules = collections.defaultdict(dict)
    for path in filter(in_layer, paths):
        module = module_of(path)
        for line, name in includes_of(read(path)):
            if in_layer(name) and module_of(name) != module:
                modules[module].setdefault(module_of(name), (path, line))
    return modules


def way(modules, start, end):
    """The shortest list of modules from `start` to `end`, each of which includes the next; none if there is none."""
    before = {start: None}
    queue = collections.deque([start])
    while queue:
        module = queue.popleft()
        if module == end:
            found = []
            while module is not None:
                found.append(module)
                module = before[module]
            return found[::-1]
        for other in sorted(modules.get(module, ())):
            if other not in before:
                before[other] = module
                queue.append(other)
    return None


def check_circles(paths):
    modules = includes_of_modules(paths)
    shown = set()
    for module in sorted(modules):
        for other, (path, line) in sorted(modules[module].items()):
            back = way(modules, other, module)
            if back and frozenset(back) not in shown:
                shown.add(frozenset(back))
                yield path, line, 'circle: ' + ' -> '.join([module, *back])


def installed_in(layer):
    """The headers that the layer's meson.build installs."""
    listed = re.search(rf'^{layer}_headers = \[(.*?)^\]', read(f'{layer}/meson.build'), re.M | re.S).group(1)
    return {f'{layer}/{name}' for name in re.findall(r"'([^']+)'", listed)}


def needed_of(headers):
    """{header: the one that includes it} for the given headers and what they include of the layers."""
    needed = dict.fromkeys(headers)
    queue = list(headers)
    while queue:
        header = queue.pop()
        for _, name in includes_of(read(header)):
            if in_layer(name) and name not in needed and os.path.exists(name):
                needed[name] = header
                queue.append(name)
    return needed


def check_installed(paths):
    headers = sorted(path for path in paths if in_layer(path) and path.endswith('.hpp'))
    needed = needed_of([header for header in headers if header.count('/') == 1])
    installed = set().union(*(installed_in(layer) for layer in LAYERS))
    for header in headers:
        because = needed.get(header)
        if because and header.split('/')[1] not in ('detail', 'fakes'):
            yield header, 1, f'{because} includes it, so it belongs to the root of its layer or into detail or fakes'
        if header in needed and header not in installed:
            yield header, 1, 'is not installed, though it is ' + (f'needed by {because}' if because else 'public')
        if header not in needed and header in installed:
            yield header, 1, 'is installed, though no public header needs it'
        if header not in needed and 'TRIAL_DIST_API' in read(header):
            yield header, 1, 'exports what nobody outside the library can include'


def check_rooms(paths):
    folders = collections.Counter(os.path.dirname(path) for path in paths)
    for folder, files in sorted(folders.items()):
        if folder.split('/')[0] in LAYERS and files > MOST_FILES:
            yield folder, 1, f'{files} files beside each other, {MOST_FILES} at most'
    for path in filter(in_layer, paths):
        lines = read(path).count('\n')
        if lines > MOST_LINES:
            yield path, 1, f'{lines} lines, {MOST_LINES} at most'
    yield from check_installed(paths)


def each(check):
    """The rule that looks at each file alone."""
    def check_all(paths):
        for path in paths:
            for line, what in check(path, read(path)):
                yield path, line, what
    return check_all


def sources_of(entry):
    """The source of an entry of compile_commands.json, as seen from its folder, or those that it includes if it was made
    for a unity build.
    """
    if not re.search(r'-unity\d+\.cpp$', entry['file']):
        return [entry['file']]
    with open(os.path.join(entry['directory'], entry['file']), encoding='utf-8') as file:
        sources = re.findall(r'^#include ?<(.*\.cpp)>', file.read(), re.M)
    return [os.path.relpath(source, entry['directory']) for source in sources]


@functools.cache
def compiled():
    """The sources that build/ compiles."""
    entries = json.loads(read('build/compile_commands.json'))
    return {os.path.relpath(os.path.join(entry['directory'], source)) for entry in entries for source in sources_of(entry)}


def check_listed(path, _):
    folder, name = os.path.split(path)
    # Projects of their own, which bin/check builds, and code that several compilers compile.
    if folder in ('tests/install', 'tests/traces'):
        if f"'{name}'" not in read(f'{folder}/meson.build'):
            yield 1, f'{folder}/meson.build does not list it'
    elif path.endswith('.cpp'):
        if path not in compiled():
            yield 1, 'no meson.build lists it'
    elif path.split('/')[0] in LAYERS:
        layer, name = path.split('/', 1)
        if f"'{name}'" not in read(f'{layer}/meson.build'):
            yield 1, f'{layer}/meson.build does not say whether it is installed'


RULES = {
    'includes': each(check_includes),
    'circles': check_circles,
    'rooms': check_rooms,
    'listed': each(check_listed),
}


def sourceless(paths):
    own = {own_header(path) for path in paths if path.endswith('.cpp')}
    return [path for path in paths if in_layer(path) and path.endswith('.hpp') and path not in own]


def main(rule, *paths):
    if rule == 'sourceless':
        print('\n'.join(sourceless(paths)))
        return 0
    bad = False
    for path, line, what in RULES[rule](paths):
        print(f'{path}:{line}: {what}')
        bad = True
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
