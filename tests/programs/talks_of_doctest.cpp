// No test program, though it has words of one.
#include <cstdio>

int main() {
  std::puts("[doctest] doctest version is \"2.4.9\"");
  std::puts("--dt-list-test-cases lists, <OverallResultsTestCases/> ends");
}
