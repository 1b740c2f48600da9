// No test program, though it has words of one.
#include <cstdio>

int main() {
  std::puts("This program contains tests written using Google Test.");
  std::puts("GTEST_SHARD_STATUS_FILE --gtest_list_tests [ RUN      ] Some.case");
}
