// Measures loading a test module: native_load MODULE prints the seconds and the number of its
// tests.
#include <chrono>
#include <iostream>

#include <trial/loader.hpp>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: native_load MODULE\n";
    return 1;
  }
  trial::TestLoader loader;
  const auto begin = std::chrono::steady_clock::now();
  const auto suite = loader.loadByName(argv[1]);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << took.count() << ' ' << suite->countTestCases() << '\n';
}
