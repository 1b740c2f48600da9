// A module that talks and dies when it is opened.
#include <cstdio>
#include <cstdlib>

namespace {

bool end() {
  std::puts("on stdout");
  std::fflush(stdout);
  std::fputs("on stderr\n", stderr);
  std::abort();
}

const bool ended = end();

}  // namespace
