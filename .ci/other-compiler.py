#!/usr/bin/env python3
"""Checks every source of a build once more, with clang++ and the same flags; nothing is written.

    other-compiler.py COMPILE_COMMANDS JOBS

The sources that have their flags in common share a precompiled header of what several of them include. A missing include
can go unnoticed here, but not in the build itself, which has no such header.
"""
import collections
import concurrent.futures
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

from sources import sources_of

COMPILER = 'clang++'
FEW = 3  # As many sources must have something in common.


def flags_of(entry):
    words = shlex.split(entry['command'])
    while not words[0].startswith('-'):  # the compiler, and ccache in front of it
        words.pop(0)
    flags = []
    while words:
        word = words.pop(0)
        if word in ('-o', '-MQ', '-MF', '-include'):
            words.pop(0)
        # clang knows no parameters of GCC.
        elif word not in ('-MD', '-c', '-Winvalid-pch', entry['file']) and not re.match(r'-I.*\.p$|--param=', word):
            flags.append(word)
    return (*flags, '-Wno-unknown-warning-option')  # GCC has warnings that clang has not


def run(folder, *words):
    """Whether the compiler accepts them, and what it says."""
    done = subprocess.run([COMPILER, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode == 0, done.stdout


def includes_of(path):
    """The includes in angle brackets; none if the source defines something for the headers that it includes, or looks first
    whether they are there."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    if '__has_include' in text or re.search(r'^#define .*\n(.*\n)*#include <', text, re.M):
        return set()
    return set(re.findall(r'^#include (<.*>)', text, re.M))


class Group:
    """Sources with the same folder and flags."""

    def __init__(self, folder, flags, sources, scratch):
        self.folder, self.flags, self.sources = folder, flags, sources
        self.includes = {source: includes_of(os.path.join(folder, source)) for source in sources}
        count = collections.Counter(itertools.chain(*self.includes.values()))
        self.common = sorted(name for name, times in count.items() if times >= FEW)
        self.header = os.path.join(scratch, 'common.hpp')
        self.precompiled = None

    def precompile(self):
        if not self.common:
            return True, ''
        with open(self.header, 'w', encoding='utf-8') as file:
            file.writelines(f'#include {name}\n' for name in self.common)
        accepted, output = run(self.folder, *self.flags, '-fpch-instantiate-templates', '-x', 'c++-header', self.header, '-o',
                               self.header + '.pch')
        if accepted:
            self.precompiled = ('-include-pch', self.header + '.pch')
        return accepted, output

    def look(self, source):
        shared = self.precompiled if self.precompiled and self.includes[source] else ()
        return run(self.folder, *self.flags, *shared, '-fsyntax-only', source)


def main(commands, jobs):
    with open(commands, encoding='utf-8') as file:
        entries = [entry for entry in json.load(file) if entry['file'].endswith('.cpp')]
    alike = collections.defaultdict(list)
    for entry in entries:
        alike[entry['directory'], flags_of(entry)] += sources_of(entry)
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(int(jobs)) as pool:
        groups = [Group(*key, sources, tempfile.mkdtemp(dir=scratch)) for key, sources in alike.items()]
        results = list(pool.map(Group.precompile, groups))
        looks = [(group, source) for group in groups for source in group.sources]
        results += pool.map(lambda look: look[0].look(look[1]), looks)
    for _, output in results:
        sys.stdout.write(output)
    print(f'{len(looks)} sources')
    return 0 if entries and all(accepted for accepted, _ in results) else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
