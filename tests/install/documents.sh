# Checks the manual page and the completion for shells that are installed, and prints faults: documents.sh PREFIX FOLDER
# PROGRAMS. FOLDER is where tests/install was built, PROGRAMS is build/tests/programs.
prefix=$1
page=$prefix/share/man/man1/trial-dist.1
here=$(dirname "$0")

# silent COMMAND...: succeeds if the command does and prints no warning.
silent() {
  local warnings status=0
  warnings=$("$@" 2>&1 >/dev/null) || status=$?
  [ $status -eq 0 ] && [ -z "$warnings" ] && return
  echo "$*: status $status, $warnings"
  return 1
}

silent env MANWIDTH=80 man --warnings -l "$page" &&
  silent groff -man -Tutf8 -ww "$page" &&
  mandoc -T lint -W style "$page" || exit 1

# The page has the options of --help, no other ones, in their order.
"$prefix/bin/trial-dist" --help | sed -n 's/^  .\{4\}\(--[a-z-]*\).*/\1/p' >"$2/options"
MANWIDTH=80 man -l "$page" | sed '1,/^OPTIONS/d; /^EXIT/,$d' |
  sed -E -n 's/^ {7}(-.( [A-Z]+)?, )?(--[a-z-]*).*/\3/p' | diff "$2/options" - || exit 1

folder=$2/completed
mkdir -p "$folder/subfolder"
cp "$2"/test_*.so "$2/fresh_tests" "$3/boost_names" "$folder"
PATH=$prefix/bin:$PATH bash "$here/completion.bash" "$prefix/share/bash-completion/completions/trial-dist" "$folder" &&
  python3 "$here/completion.py" bash "$prefix/share" "$folder" &&
  python3 "$here/completion.py" zsh "$prefix/share" "$folder"
