# What the completion for bash offers, in the words of COMP_WORDS as bash splits a line into them:
# completion.bash FILE FOLDER, the installed file and a folder with the tests of tests/install and the program boost_names.
# shellcheck disable=SC2034  # COMP_CWORD is read by what is sourced

# shellcheck source=/dev/null
. "$1" && cd "$2" || exit 1
failed=0

# offers EXPECTED WORD...: the words before and at the cursor; EXPECTED is sorted, with a blank between two.
offers() {
  local expected=$1 given
  shift
  COMP_WORDS=(trial-dist "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _trial_dist trial-dist "${!#}" "${COMP_WORDS[-2]}"
  given=$(printf '%s\n' "${COMPREPLY[@]}" | sort -u | tr '\n' ' ')
  if [ "${given% }" != "$expected" ]; then
    echo "trial-dist $*: '${given% }' is offered, not '$expected'"
    failed=1
  fi
}

# Options.
offers "--reporter=" --repo
offers "--help --help-orders --help-reactors --help-reporters" --hel
offers "--debug --debug-stacktraces --debugger=" --debug
offers "-o" -o
offers "--version" test_fresh --vers
offers "" -- --vers

# Values.
offers "bwverbose subunit summary text timing verbose" --reporter ""
offers "bwverbose subunit summary text timing verbose" --reporter =
offers "text" --reporter = te
offers "alphabetical toptobottom" --order =
offers "alphabetical" -o al
offers "-oalphabetical" -oal
offers "epoll" --reactor = e
offers "brief cgitb default emacs plain verbose" --tbformat ""
offers "" --random ""
offers "" --random = 4
offers "subfolder" --temp-directory = su

# Names of tests.
offers "test_fresh test_fresh.FreshTests test_fresh.so" test_fresh
offers "test_fresh.FreshTests test_fresh.so" test_fresh.
offers "test_fresh.FreshTests.test_addition" test_fresh.FreshTests.
offers "test_fresh.FreshTests.test_addition" --order alphabetical test_outcomes test_fresh.FreshTests.te
offers "" test_fresh.NoTests.
offers "" test_gone.

# In a program.
offers "fresh_tests" fresh_tests :: f
offers "fresh_tests.ProgramTests.test_later fresh_tests.ProgramTests.test_order" ./fresh_tests :: fresh_tests.ProgramTests.
offers "slash_ed" boost_names :: sl
offers "slash_ed/case slash_ed/case two slash_ed/pipe|d(3)" boost_names :: slash_ed/
offers "" gone :: x
offers "" test_fresh.so :: x
exit $failed
