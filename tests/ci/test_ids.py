#!/usr/bin/env python3
"""The check of ids finds what it is to find. Its samples are of a group that this file does not name as ids are named."""
import contextlib
import io
import os
import sys
import tempfile
import unittest
import unittest.mock

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', '..', '.ci'))
import ids  # noqa: E402

BEHAVIOURS = 'docs/specification/behaviours.md'


def named(text):
    """`text` with its ids: `@7` is number 07 of the group."""
    return ''.join(f'QQ-{part[0]:0>2}{part[1:]}' if i else part for i, part in enumerate(text.split('@')))


def check(**changes):
    """Runs the check on a small project, with these contents of its files; returns its exit status and lines."""
    contents = {
        'behaviours': '- **@1** [=] It works. (SomeTests.test_it)\n- **@2** [P] {open} is a word. {open}\n'
                      '- **@3** [20] It worked. {superseded: @1}\n- **@4** (20, 24) None. {excused: it is empty}\n',
        'test': 'BOOST_AUTO_TEST_CASE(works, *timeout(10) * label("@1")) {}  // UTF-8, SHA-256, ISO-8859-1, (UTF-16)\n',
        'source': '/// It works (@1), as @2 to @3 say.\n',
    }
    contents.update(changes)
    with tempfile.TemporaryDirectory() as folder:
        for path, what in ((BEHAVIOURS, 'behaviours'), ('tests/x/test_it.cpp', 'test'), ('x/it.hpp', 'source')):
            os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(folder, path), 'w', encoding='utf-8') as file:
                file.write(named(contents[what]))
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            status = ids.Check(folder).run()
        return status, printed.getvalue().splitlines()


class IdsTests(unittest.TestCase):
    def assert_found(self, what, **changes):
        status, lines = check(**changes)
        self.assertEqual((status, lines[:-1]), (1, [named(what)]))

    def test_nothing_is_wrong(self):
        self.assertEqual(check(), (0, ['4 ids: 1 carried, 1 excused, 1 superseded, 1 open']))

    def test_a_machine_without_git(self):
        with unittest.mock.patch.dict(os.environ, PATH='/nowhere'):
            self.assertEqual(check()[0], 0)

    def test_an_id_without_a_definition(self):
        self.assert_found('x/it.hpp:2: @9 is not defined', source='\n// as in @9\n')

    def test_an_id_of_no_group(self):
        other = 'ZZ' + '-01'
        self.assert_found(f'x/it.hpp:1: {other} is not defined, nor is any of its group', source=f'// ({other})\n')

    def test_a_definition_without_a_test(self):
        self.assert_found(f'{BEHAVIOURS}:1: no test carries @1', test='')

    def test_a_definition_that_comes_twice(self):
        self.assert_found(f'{BEHAVIOURS}:2: @1 is defined before, at {BEHAVIOURS}:1',
                          behaviours='- **@1** [=] a\n- **@1** [=] b\n', source='')

    def test_a_mark_that_is_to_go(self):
        self.assert_found(
            f'{BEHAVIOURS}:1: @1 is marked as open, but tests/x/test_it.cpp:1 carries it: remove the mark',
            behaviours='- **@1** [=] It works. {open}\n', source='')

    def test_an_unknown_status(self):
        self.assert_found(f'{BEHAVIOURS}:2: @2 has an unknown status: closed',
                          behaviours='- **@1** [=] a\n- **@2** [=] b {closed}\n', source='')

    def test_a_successor_that_does_not_hold(self):
        self.assert_found(f'{BEHAVIOURS}:2: @2 is superseded by @3, which does not hold',
                          behaviours='- **@1** [=] a\n- **@2** [=] b {superseded: @3}\n'
                                     '- **@3** [=] c {superseded: @1}\n')

    def test_a_line_of_another_form(self):
        self.assert_found(f'{BEHAVIOURS}:1: @1 is not of the form - **@1** [tag] text {{status}}',
                          behaviours='- **@1** It works.\n', source='')

    def test_too_many_ids_in_a_test(self):
        labels = ' * '.join(f'label("@{i}")' for i in (1, 2, 1, 2))
        behaviours = '- **@1** [=] a\n- **@2** [=] b\n'
        self.assert_found('tests/x/test_it.cpp:1: a test with 4 ids, more than 3', behaviours=behaviours, source='',
                          test=f'BOOST_AUTO_TEST_CASE(works, *{labels}) {{}}\n')


if __name__ == '__main__':
    unittest.main()
