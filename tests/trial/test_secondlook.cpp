// Whether a case that has failed in a copy passes anew: only if nothing speaks against it.
#include <csignal>
#include <memory>
#include <span>
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

/// A host whose processes are called copies.
class Copies final : public ICaseHost {
 public:
  explicit Copies(reactor::IReactorProcess& spawner) : fresh_(spawner) {}
  [[nodiscard]] std::size_t start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<ProcessReader> process) override {
    if (copies) process->setCopy(false);
    return fresh_.start(program, cases, process);
  }
  bool copies = true;

 private:
  FreshProcesses fresh_;
};

struct Looking {
  Looking() {
    program->known->notes.emplace();  // no failure is expected
    look->start().addCallback([this](const std::string& found) {
      alone = found;
      over = true;
    });
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
  void passBehindOthers() {
    begin();
    pass("one");
    pass("two");
    pass("last");
    leave();
    process().end();
  }
  /// As the first copy did.
  void failInCopy() {
    begin();
    pass("one");
    pass("two");
    fail("last");
    leave();
    process().end(201);
  }
  [[nodiscard]] bool passes() const { return over && look->passed(); }

  reactor::MemoryReactor reactor;
  ProgramPtr program = sample("boost_empty");
  FreshProcesses fresh{reactor};
  Copies copies{reactor};
  std::shared_ptr<SecondLook> look = std::make_shared<SecondLook>(
      SecondLook::Hosts{fresh, copies}, reactor, program,
      std::vector<std::string>{"one", "two", "last"}, "exited", CaseLimit(), 5);
  std::string alone;
  bool over = false;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SecondLookTests, Looking, *label("WARM-11"))

BOOST_AUTO_TEST_CASE(a_case_passes_that_does_alone_and_behind_the_others_and_fails_in_copies) {
  passAlone();
  BOOST_TEST(!over);
  passBehindOthers();
  BOOST_TEST(!over);
  failInCopy();
  BOOST_TEST(passes());
  BOOST_TEST(reactor.spawned().size() == 3U);
}

BOOST_AUTO_TEST_CASE(one_that_passes_in_the_next_copy_does_not) {
  passAlone();
  passBehindOthers();
  passBehindOthers();
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(one_that_ends_the_next_copy_fails_there) {
  passAlone();
  passBehindOthers();
  begin();
  pass("one");
  pass("two");
  process().endBySignal(SIGABRT);
  BOOST_TEST(passes());
}

BOOST_AUTO_TEST_CASE(a_copy_that_ends_before_the_case_says_nothing_of_it) {
  passAlone();
  passBehindOthers();
  begin();
  pass("one");
  process().endBySignal(SIGABRT);
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(nor_does_a_process_that_is_no_copy) {
  copies.copies = false;
  passAlone();
  passBehindOthers();
  failInCopy();
  BOOST_TEST(over);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(it_tells_what_the_case_does_alone, *label("PROG-13")) {
  begin();
  process().end(9);
  BOOST_TEST(alone == "Alone in a process it ends otherwise: exited with status 9.");
}

BOOST_AUTO_TEST_CASE(and_that_it_takes_too_long_there, *label("PROG-13")) {
  begin();
  reactor.advance(5.1);
  BOOST_TEST(alone == "Alone in a process it did not end within 5 s.");
}

BOOST_AUTO_TEST_CASE(others_may_fail) {
  passAlone();
  begin();
  fail("one");
  pass("two");
  pass("last");
  leave();
  process().end(201);
  failInCopy();
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
