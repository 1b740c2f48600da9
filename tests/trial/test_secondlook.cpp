// Whether a case that has failed in a copy passes anew: only if nothing speaks against it.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/testing.hpp>
#include <trial/programs/run/causes/secondlook.hpp>

#include "sampleprograms.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using sampleprograms::sample;

namespace {

struct Looking {
  Looking() {
    look->start().addCallback([this](const std::string&) { over = true; });
  }
  [[nodiscard]] reactor::FakeProcess& process() { return *reactor.spawned().back(); }
  void log(const std::string& text) {
    process().childData(reportFD, text);
    reactor.advance(0.001);
  }
  void begin() { log("Entering test module \"m\"\n"); }
  void pass(const std::string& name) {
    log(fmt::format("f.cpp(1): Entering test case \"{0}\"\nf.cpp(1): Leaving test case \"{0}\"\n",
                    name));
  }
  void fail(const std::string& name) {
    log(
        fmt::format("f.cpp(1): Entering test case \"{0}\"\nf.cpp(2): error: in \"{0}\": check x "
                    "has failed\nf.cpp(1): Leaving test case \"{0}\"\n",
                    name));
  }
  void leave() { log("Leaving test module \"m\"\n"); }
  void passAlone() {
    begin();
    pass("last");
    leave();
    process().end();
  }
  [[nodiscard]] bool passes() const { return over && look->passed(); }

  reactor::MemoryReactor reactor;
  FreshProcesses fresh{reactor};
  std::shared_ptr<SecondLook> look =
      std::make_shared<SecondLook>(fresh, reactor, sample("boost_empty"),
                                   std::vector<std::string>{"one", "two", "last"}, CaseLimit(), 5);
  bool over = false;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SecondLookTests, Looking, *label("WARM-11"))

BOOST_AUTO_TEST_CASE(a_case_passes_that_does_alone_and_behind_the_others) {
  passAlone();
  BOOST_TEST(!over);
  begin();
  pass("one");
  pass("two");
  pass("last");
  leave();
  process().end();
  BOOST_TEST(passes());
  BOOST_TEST(reactor.spawned().size() == 2U);
}

BOOST_AUTO_TEST_CASE(others_may_fail) {
  passAlone();
  begin();
  fail("one");
  pass("two");
  pass("last");
  leave();
  process().end(201);
  BOOST_TEST(passes());
}

BOOST_AUTO_TEST_CASE(a_case_that_fails_alone_does_not_run_behind_the_others) {
  begin();
  fail("last");
  leave();
  process().end(201);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
  BOOST_TEST(reactor.spawned().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_case_that_fails_behind_the_others_has_failed) {
  passAlone();
  begin();
  pass("one");
  pass("two");
  fail("last");
  leave();
  process().end(201);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(another_order_says_nothing) {
  passAlone();
  begin();
  pass("two");
  pass("one");
  pass("last");
  leave();
  process().end();
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(so_does_a_process_that_leaves_one_out) {
  passAlone();
  begin();
  pass("one");
  pass("last");
  leave();
  process().end();
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(an_error_behind_the_case_speaks_against_it) {
  begin();
  pass("last");
  log("f.cpp(2): error: in \"m\": check x has failed\n");
  leave();
  process().end(201);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(so_does_an_end_that_nothing_explains) {
  begin();
  pass("last");
  leave();
  process().endBySignal(SIGSEGV);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(and_so_does_its_time) {
  begin();
  pass("last");
  reactor.advance(5.1);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
  BOOST_TEST(process().signals() == std::vector<int>{SIGKILL});
}

BOOST_AUTO_TEST_SUITE_END()
