// A program whose tests write, warn and leave something behind.
#include <csignal>
#include <cstdio>
#include <iostream>

#include <bin/trialmain.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

namespace {

class NoiseTests : public trial::TestCase {
 public:
  void test_leaves_a_call() {
    reactor::defaultReactor().callLater(60, [] {});
  }
  void test_warns() {
    reactor::log::warn("careful\nwith that", {"some.UserWarning", "axe.cpp", 7});
  }
  void test_prints() {
    std::puts("said by stdio");
    std::cout << "said by iostreams\n";
  }
  void test_prints_and_dies() {
    std::puts("last words");
    std::raise(SIGKILL);
  }
};
TRIAL_TESTS(NoiseTests, test_leaves_a_call, test_warns, test_prints, test_prints_and_dies)

}  // namespace

TRIAL_MAIN
