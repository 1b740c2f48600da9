#!/usr/bin/env python3
"""Presses the tab key in a shell, and looks at what stands on the line then and what is listed.

    completion.py bash|zsh SHARE FOLDER

SHARE is the installed folder share, FOLDER one with the tests of tests/install and the program boost_names.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios

MARK = b'\x1e'
SECONDS = 60  # only a shell that hangs takes so long

SETUP = {
    'bash': r'''
bind 'set show-all-if-ambiguous on'; bind 'set page-completions off'; bind 'set completion-query-items 0'
bind 'set bell-style none'; bind 'set enable-bracketed-paste off'
bind -x '"\C-g": printf "\036%s\036" "$READLINE_LINE"'
source {share}/bash-completion/completions/trial-dist
''',
    'zsh': r'''
unset zle_bracketed_paste; unsetopt beep list_ambiguous list_types; LISTMAX=0
fpath=({share}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D
show() {{ printf '\036%s\036' "$BUFFER" }}; zle -N show; bindkey '^G' show
''',
}
COMMAND = {'bash': ['bash', '--norc', '--noprofile', '-i'], 'zsh': ['zsh', '-f', '-i']}

# What is typed, what stands there after the key, and words that are listed, all behind "trial-dist ".
CASES = [
    ('--repo', '--reporter=', []),
    ('--hel', '--help', ['--help-orders', '--help-reactors', '--help-reporters']),
    ('-', '-', ['--jobs', '--tbformat', '--test-timeout', '-j', '-o', '-e']),
    ('--reporter=te', '--reporter=text ', []),
    ('--reporter=', '--reporter=', ['bwverbose', 'subunit', 'summary', 'text', 'timing', 'verbose']),
    ('--reporter sub', '--reporter subunit ', []),
    ('-o ', '-o ', ['alphabetical', 'toptobottom']),
    ('-oto', '-otoptobottom ', []),
    ('-e --order=al', '-e --order=alphabetical ', []),
    ('--tbformat=', '--tbformat=', ['brief', 'cgitb', 'default', 'emacs', 'plain', 'verbose']),
    ('-r ep', '-r epoll ', []),
    ('--temp-directory=sub', '--temp-directory=subfolder/', []),
    ('test_f', 'test_fresh', ['test_fresh.so']),
    ('test_fresh.F', 'test_fresh.FreshTests', []),
    ('test_fresh.FreshTests.', 'test_fresh.FreshTests.test_addition ', []),
    ('-j2 test_outcomes.OutcomeTests.test_fails', '-j2 test_outcomes.OutcomeTests.test_fails',
     ['test_outcomes.OutcomeTests.test_fails_twice']),
    ('test_gone.', 'test_gone.', []),
    ('./fresh_tests::fresh_tests.P', './fresh_tests::fresh_tests.ProgramTests', []),
    ('boost_names::sl', 'boost_names::slash_ed', []),
    ('boost_names::slash_ed/p', r'boost_names::slash_ed/pipe\|d\(3\) ', []),
    ('boost_names::with', r'boost_names::with\ space', []),
    (r'boost_names::with\ space/case\ ', r'boost_names::with\ space/case\ two ', []),
    ('gone::x', 'gone::x', []),
]


class Shell:
    def __init__(self, name, share, folder):
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.environ.update(PS1='$ ', TERM='xterm', PATH=os.path.dirname(share) + '/bin:' + os.environ['PATH'])
            os.execvp(COMMAND[name][0], COMMAND[name])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 200, 250, 0, 0))
        # The first of these lines may be typed before the shell reads keys, and then is echoed twice.
        self.type(SETUP[name].format(share=share).lstrip().replace('\n', '\r') + r"printf '\036%s\036' ready" + '\r')
        self.read()

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self):
        """What is printed up to a marked text, and that."""
        printed = b''
        while printed.count(MARK) < 2:
            if not select.select([self.terminal], [], [], SECONDS)[0]:
                sys.exit(f'{printed!r}, and then nothing')
            printed += os.read(self.terminal, 65536)
        before, marked, _ = printed.split(MARK, 2)
        return re.sub(r'\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]', '', before.decode()), marked.decode()

    def press_tab(self, line):
        self.type(line + '\t\x07')
        answer = self.read()
        self.type('\x15')  # clears the line
        return answer


def main(name, share, folder):
    shell = Shell(name, os.path.abspath(share), folder)
    failed = 0
    for typed, expected, listed in CASES:
        printed, line = shell.press_tab('trial-dist ' + typed)
        words = re.split(r'\s+', printed)
        missing = [word for word in listed if word not in words and word + '=' not in words]
        # Where there is one candidate or none, nothing is to be seen but the line.
        noise = not listed and '\n' in printed.partition('trial-dist')[2]
        if line != 'trial-dist ' + expected or missing or noise:
            print(f'{name}: after trial-dist {typed!r} there is {line!r}; not listed {missing}; printed {printed!r}')
            failed += 1
    print(f'{name}: {len(CASES)} times tab, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
