#!/usr/bin/env python3
"""Looks at every source of a build once more, with another compiler and the same flags; nothing is written.

    other-compiler.py COMPILER COMPILE_COMMANDS JOBS
"""
import concurrent.futures
import json
import shlex
import subprocess
import sys


def look(compiler, entry):
    words = shlex.split(entry['command'])
    while not words[0].startswith('-'):  # the compiler, and ccache in front of it
        words.pop(0)
    flags = []
    while words:
        word = words.pop(0)
        if word in ('-o', '-MQ', '-MF', '-include'):
            words.pop(0)
        elif word not in ('-MD', '-c', '-Winvalid-pch'):
            flags.append(word)
    if 'clang' in compiler:
        flags.append('-Wno-unknown-warning-option')  # GCC's own ones
    done = subprocess.run([compiler, *flags, '-fsyntax-only'], cwd=entry['directory'], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def main(compiler, commands, jobs):
    with open(commands, encoding='utf-8') as file:
        entries = [entry for entry in json.load(file) if entry['file'].endswith('.cpp')]
    with concurrent.futures.ThreadPoolExecutor(int(jobs)) as pool:
        results = list(pool.map(lambda entry: look(compiler, entry), entries))
    for _, output in results:
        sys.stdout.write(output)
    print(f'{len(entries)} sources')
    return 1 if any(code for code, _ in results) or not entries else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
