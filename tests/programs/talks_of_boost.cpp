// No test program, though it has words of one.
#include <cstdio>

int main() {
  std::puts("Boost.Test framework internal error: none");
  std::puts("N5boost9unit_test9framework11setup_errorE BOOST_TEST_LOG_LEVEL Test setup error: ");
}
