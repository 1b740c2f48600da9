#!/usr/bin/env python3
"""Compares the ids of docs/specification with the tests and with all that cites an id.

    ids.py [FOLDER]      prints FILE:LINE: what, for each problem, then a line of numbers; exits with 1 if there are any

An id is defined by a line `- **DR-12** [=] text {status}`, see docs/specification/behaviours.md, and carried by a test that has
it as a label, `*label("DR-12")`. Only ids of groups that are defined there count, so that UTF-8 and SHA-256 are none; of
other groups a label, and what opens a bracket and has two digits, is taken for a mistake.
"""
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

SPECIFICATION = 'docs/specification/'
MOST_IN_A_TEST = 3

DEFINITION = re.compile(r'^- \*\*([A-Z]+-\d+)\*\*(.*)$', re.M)
ENTRY = re.compile(r' (?:\[[^]]+\]|\([^)]+\)) .*?[^\s}](?: \{([^{}]*)\})?')
CITATION = re.compile(r'(?<![\w-])([A-Z]{1,5})-(\d+)(?!\w|-\w)')
LIKE_CITATION = re.compile(r'(?:\(|label\(")(?!UTF-)([A-Z]{2,5}-\d\d)(?!\w|-\w)')
LABEL = re.compile(r'\blabel\("([A-Z]+-\d+)"\)')
# What stands behind the name of a test case: *label("DR-12") * timeout(10)
DECORATORS = re.compile(r'(?:\*\s*[\w:]+\((?:[^()]|\([^()]*\))*\)\s*)+')


def files(folder):
    """The project's own files, tracked or not, ignored ones left out; relative to `folder`."""
    command = ['git', '-C', folder, 'ls-files', '--cached', '--others', '--exclude-standard']
    if shutil.which('git'):
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return sorted(set(listed.stdout.splitlines()))
    return sorted(
        os.path.relpath(os.path.join(parent, name), folder) for parent, _, names in os.walk(folder) for name in names
        if not re.match(r'(build[^/]*|\.git)(/|$)', os.path.relpath(parent, folder)))


def read(path):
    """The text of a file, empty if it is none or is gone."""
    try:
        with open(path, encoding='utf-8') as file:
            return file.read()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return ''


def place_of(path, text, match):
    return path, text.count('\n', 0, match.start()) + 1


def shown(place):
    return '{}:{}'.format(*place)


class Check:
    def __init__(self, folder):
        self.texts = {path: read(os.path.join(folder, path)) for path in files(folder)}
        self.problems = []
        self.places = {}  # of the definitions
        self.statuses = {}
        self.carried = {}  # and where first

    def complain(self, place, what):
        self.problems.append((place, what))

    def read_definitions(self):
        for path, text in self.texts.items():
            if not (path.startswith(SPECIFICATION) and path.endswith('.md')):
                continue
            for match in DEFINITION.finditer(text):
                name, entry = match.groups()
                place = place_of(path, text, match)
                if name in self.places:
                    self.complain(place, f'{name} is defined before, at {shown(self.places[name])}')
                    continue
                self.places[name] = place
                form = ENTRY.fullmatch(entry)
                if form is None:
                    self.complain(place, f'{name} is not of the form - **{name}** [tag] text {{status}}')
                self.statuses[name] = form and form[1] or ''

    def read_labels(self):
        for path, text in self.texts.items():
            if not (path.startswith('tests/') and path.endswith(('.cpp', '.hpp'))):
                continue
            for match in LABEL.finditer(text):
                self.carried.setdefault(match[1], place_of(path, text, match))
            for match in DECORATORS.finditer(text):
                count = len(LABEL.findall(match[0]))
                if count > MOST_IN_A_TEST:
                    self.complain(place_of(path, text, match), f'a test with {count} ids, more than {MOST_IN_A_TEST}')

    def check_citations(self):
        groups = {name.split('-')[0] for name in self.places}
        for path, text in self.texts.items():
            for match in CITATION.finditer(text):
                if match[1] in groups and match[0] not in self.places:
                    self.complain(place_of(path, text, match), f'{match[0]} is not defined')
            for match in LIKE_CITATION.finditer(text):
                if match[1].split('-')[0] not in groups:
                    self.complain(place_of(path, text, match), f'{match[1]} is not defined, nor is any of its group')

    def check_statuses(self):
        """What became of each defined id; returns how many of each kind there are."""
        count = Counter()
        for name, place in self.places.items():
            status = self.statuses[name]
            kind, _, rest = status.partition(': ')
            known = status == 'open' or kind in ('excused', 'superseded') and rest.strip()
            if status and not known:
                self.complain(place, f'{name} has an unknown status: {status}')
            elif name in self.carried:
                count['carried'] += 1
                if status:
                    test = shown(self.carried[name])
                    self.complain(place, f'{name} is marked as {kind}, but {test} carries it: remove the mark')
            elif not status:
                self.complain(place, f'no test carries {name}')
            else:
                count[kind] += 1
                if kind == 'superseded' and (rest not in self.places or self.statuses[rest].startswith('superseded')):
                    self.complain(place, f'{name} is superseded by {rest}, which does not hold')
        return count

    def run(self):
        self.read_definitions()
        self.read_labels()
        self.check_citations()
        count = self.check_statuses()
        if not self.places:
            self.complain((SPECIFICATION, 1), 'nothing is defined there')
        for place, what in sorted(self.problems):
            print(f'{shown(place)}: {what}')
        kinds = ', '.join(f'{count[kind]} {kind}' for kind in ('carried', 'excused', 'superseded', 'open'))
        print(f'{len(self.places)} ids: {kinds}')
        return 1 if self.problems else 0


if __name__ == '__main__':
    sys.exit(Check(*(sys.argv[1:] or ['.'])).run())
