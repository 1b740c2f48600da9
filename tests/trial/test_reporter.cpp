// The reporters, by the text that a user sees.
#include <cerrno>
#include <csignal>
#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/reporters.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>
#include <trial/treereporter.hpp>
#include <trial/wrappers.hpp>

using namespace trial;
using boost::unit_test::label;

BOOST_AUTO_TEST_SUITE(ReporterTests)

namespace {

TestPtr test(const std::string& id) { return std::make_shared<TestHolder>(id); }

Failure failure(const std::string& text) { return Failure(std::runtime_error(text)); }

/// The output, with all durations made equal.
std::string printed(const std::ostringstream& out) {
  return std::regex_replace(out.str(), std::regex(R"(\d+\.\d{3,}(e-\d+)?)"), "<secs>");
}

/// Every outcome once, two of them in one test.
void tellAll(IReporter& reporter) {
  const auto run = [&reporter](const std::string& id, auto tell) {
    const auto t = test(id);
    reporter.startTest(t);
    tell(t);
    reporter.stopTest(t);
  };
  run("pkg.test_mod.FirstTests.test_ok", [&](const TestPtr& t) { reporter.addSuccess(t); });
  run("pkg.test_mod.FirstTests.test_fails", [&](const TestPtr& t) {
    reporter.addFailure(t, failure("not so"));
    reporter.addError(t, failure("boom in tearDown"));
  });
  run("pkg.test_mod.SecondTests.test_error",
      [&](const TestPtr& t) { reporter.addError(t, failure("boom in tearDown")); });
  run("pkg.test_mod.SecondTests.test_skip",
      [&](const TestPtr& t) { reporter.addSkip(t, "not today"); });
  run("pkg.test_mod.SecondTests.test_todo", [&](const TestPtr& t) {
    reporter.addExpectedFailure(t, failure("expected"), makeTodo("not yet"));
  });
  run("pkg.test_other.SecondTests.test_surprise", [&](const TestPtr& t) {
    reporter.addUnexpectedSuccess(
        t, makeTodo({"std.domain_error", "std.bad_alloc"}, "thought to be broken"));
  });
}

constexpr auto results = R"(
===============================================================================
[SKIPPED]
not today

pkg.test_mod.SecondTests.test_skip
===============================================================================
[TODO]
Reason: 'not yet'
Traceback (most recent call last):
Failure: std.runtime_error: expected

pkg.test_mod.SecondTests.test_todo
===============================================================================
[FAIL]
Traceback (most recent call last):
Failure: std.runtime_error: not so

pkg.test_mod.FirstTests.test_fails
===============================================================================
[ERROR]
Traceback (most recent call last):
Failure: std.runtime_error: boom in tearDown

pkg.test_mod.FirstTests.test_fails
pkg.test_mod.SecondTests.test_error
===============================================================================
[SUCCESS!?!]
Reason: 'thought to be broken'
Expected errors: std.domain_error, std.bad_alloc

pkg.test_other.SecondTests.test_surprise
-------------------------------------------------------------------------------
Ran 6 tests in <secs>s

FAILED (skips=1, expectedFailures=1, failures=1, errors=2, unexpectedSuccesses=1, successes=1)
)";

template <class R>
std::string all(bool realtime = false) {
  std::ostringstream out;
  R reporter(out, "default", realtime);
  tellAll(reporter);
  reporter.done();
  return printed(out);
}

/// Takes three bytes at a time, and is interrupted before every other of them.
class InterruptedBuffer final : public std::streambuf {
 public:
  std::string taken;
  int failingWith = EINTR;

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    interrupted_ = !interrupted_;
    if (interrupted_) {
      errno = failingWith;
      return 0;
    }
    const auto now = std::min<std::streamsize>(size, 3);
    taken.append(text, static_cast<std::size_t>(now));
    errno = now < size ? EINTR : 0;
    return now;
  }
  bool interrupted_ = false;
};

}  // namespace

BOOST_AUTO_TEST_CASE(failures_and_errors_make_a_run_unsuccessful, *label("REP-01")) {
  TestResult result;
  result.addSkip(test("a"), "why");
  result.addExpectedFailure(test("a"), failure("x"));
  result.addUnexpectedSuccess(test("a"));
  BOOST_TEST(result.wasSuccessful());
  result.addFailure(test("a"), failure("x"));
  BOOST_TEST(!result.wasSuccessful());
  TestResult other;
  other.addError(test("a"), failure("x"));
  BOOST_TEST(!other.wasSuccessful());
}

BOOST_AUTO_TEST_CASE(a_todo_that_is_not_given_has_a_reason, *label("REP-08")) {
  TestResult result;
  result.addExpectedFailure(test("a"), failure("x"));
  result.addUnexpectedSuccess(test("a"));
  BOOST_TEST(std::get<2>(result.expectedFailures[0]).reason == "Test expected to fail");
  BOOST_TEST(result.unexpectedSuccesses[0].second.reason == "Test expected to fail");
}

BOOST_AUTO_TEST_CASE(the_summary_has_the_results_in_groups,
                     *label("REP-02") * label("REP-03") * label("REP-04")) {
  BOOST_TEST(all<Reporter>() == results);
}

BOOST_AUTO_TEST_CASE(reasons_stand_above_the_tests,
                     *label("REP-05") * label("REP-06") * label("REP-07")) {
  const auto text = all<Reporter>();
  BOOST_TEST(
      text.ends_with("FAILED (skips=1, expectedFailures=1, failures=1, errors=2, "
                     "unexpectedSuccesses=1, successes=1)\n"));
  BOOST_TEST(text.find("[SKIPPED]\nnot today\n\npkg.") != std::string::npos);
  BOOST_TEST(text.find("[TODO]\nReason: 'not yet'\nTraceback") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unexpected_success_names_the_errors_that_were_expected, *label("FIX-15")) {
  BOOST_TEST(all<TreeReporter>().find("Expected errors: std.domain_error, std.bad_alloc\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_run_without_tests_says_so, *label("REP-02") * label("REP-05")) {
  std::ostringstream out;
  Reporter(out).done();
  BOOST_TEST(out.str() == "\n" + std::string(79, '-') + "\n\nPASSED\n");
}

BOOST_AUTO_TEST_CASE(a_run_that_ended_early_is_no_success, *label("REP-01") * label("REP-05")) {
  std::ostringstream out;
  Reporter reporter(out);
  reporter.startTest(test("a"));
  reporter.addSuccess(test("a"));
  reporter.stopTest(test("a"));
  BOOST_TEST(reporter.wasSuccessful());
  reporter.endedEarly({.interrupted = true, .notRun = 36});
  BOOST_TEST(!reporter.wasSuccessful());
  reporter.done();
  BOOST_TEST(out.str().ends_with("\nFAILED (interrupted, notRun=36, successes=1)\n"));
  std::ostringstream other;
  Reporter givenUp(other);
  givenUp.endedEarly({.interrupted = false, .notRun = 4});
  givenUp.done();
  BOOST_TEST(other.str().ends_with("\nFAILED (notRun=4)\n"));
}

BOOST_AUTO_TEST_CASE(tracebacks_lose_the_frameworks_frames, *label("REP-10")) {
  const reactor::Frame ours{"trial::CaseRun::run", "trial/cases/caserun.cpp", 1};
  const reactor::Frame theirs{"MathTests::test_x", "test_math.cpp", 2};
  const reactor::Frame between{"reactor::succeed", "reactor/defer.hpp", 3};
  const auto whole = failure("x").withFrames({ours, ours, theirs, between, theirs, ours});
  BOOST_TEST(_trimFrames(whole).frames().size() == 3U);
  BOOST_TEST(_trimFrames(whole).frames()[0].file == "test_math.cpp");
  BOOST_TEST(whole.frames().size() == 6U, "the failure itself stays");
  BOOST_TEST(_trimFrames(failure("x").withFrames({ours})).frames().size() == 1U);
}

BOOST_AUTO_TEST_CASE(realtime_prints_tracebacks_when_they_come, *label("REP-11")) {
  const auto text = all<TextReporter>(true);
  BOOST_TEST(
      text.starts_with(".Traceback (most recent call last):\n"
                       "Failure: std.runtime_error: not so\n"
                       "FTraceback (most recent call last):\n"
                       "Failure: std.runtime_error: boom in tearDown\n"
                       "ETraceback"));
  BOOST_TEST(text.find("EST!\n===") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(writing_survives_an_interrupted_call, *label("REP-12")) {
  InterruptedBuffer buffer;
  std::ostream out(&buffer);
  SafeStream(out).write("the whole text");
  BOOST_TEST(buffer.taken == "the whole text");
  BOOST_TEST(out.good());
}

BOOST_AUTO_TEST_CASE(writing_ends_at_another_error) {
  InterruptedBuffer buffer;
  buffer.failingWith = EPIPE;
  std::ostream out(&buffer);
  SafeStream stream(out);
  stream.write("text");
  BOOST_TEST(out.bad());
  stream.write("more");
  BOOST_TEST(buffer.taken.empty());
}

BOOST_AUTO_TEST_CASE(stopping_is_remembered_and_warnings_end_with_done, *label("REP-13")) {
  std::ostringstream out;
  Reporter reporter(out, "default", false, &theLogPublisher());
  BOOST_TEST(!reporter.shouldStop());
  reporter.stop();
  BOOST_TEST(reporter.shouldStop());
  reactor::log::warn("careful", {"trial.SomeWarning", "file.cpp", 3});
  reactor::log::warn("careful", {"trial.SomeWarning", "file.cpp", 3});
  BOOST_TEST(out.str() == "file.cpp:3: SomeWarning: careful\n", "once a test");
  reporter.startTest(test("a"));
  reactor::log::warn("careful", {"trial.SomeWarning", "file.cpp", 3});
  BOOST_TEST(out.str() == "file.cpp:3: SomeWarning: careful\nfile.cpp:3: SomeWarning: careful\n");
  reporter.done();
  const auto before = out.str();
  reactor::log::warn("too late", {"trial.SomeWarning", "file.cpp", 3});
  BOOST_TEST(out.str() == before);
}

BOOST_AUTO_TEST_CASE(the_summary_reporter_prints_numbers, *label("REP-14")) {
  BOOST_TEST(all<MinimalReporter>() ==
             std::string(79, '-') + "\nRan 6 tests in <secs>s\n\n<secs> 6 6 2 1 1\n");
  std::ostringstream out;
  MinimalReporter(out).done();
  BOOST_TEST(out.str() == std::string(79, '-') + "\n\n0 0 0 0 0 0\n");
}

BOOST_AUTO_TEST_CASE(the_text_reporter_prints_letters, *label("REP-15")) {
  BOOST_TEST(all<TextReporter>() == std::string(".FEEST!") + results);
}

BOOST_AUTO_TEST_CASE(the_bwverbose_reporter_prints_lines, *label("REP-16")) {
  BOOST_TEST(all<VerboseTextReporter>() == std::string(R"(pkg.test_mod.FirstTests.test_ok ... [OK]
pkg.test_mod.FirstTests.test_fails ... [FAILURE][ERROR]
pkg.test_mod.SecondTests.test_error ... [ERROR]
pkg.test_mod.SecondTests.test_skip ... [SKIPPED]
pkg.test_mod.SecondTests.test_todo ... [TODO]
pkg.test_other.SecondTests.test_surprise ... [SUCCESS!?!]
)") + results);
}

BOOST_AUTO_TEST_CASE(the_timing_reporter_prints_seconds, *label("REP-17")) {
  BOOST_TEST(all<TimingTextReporter>() == std::string(R"(pkg.test_mod.FirstTests.test_ok ... [OK]
(<secs> secs)
pkg.test_mod.FirstTests.test_fails ... [FAILURE][ERROR]
(<secs> secs)
pkg.test_mod.SecondTests.test_error ... [ERROR]
(<secs> secs)
pkg.test_mod.SecondTests.test_skip ... [SKIPPED]
(<secs> secs)
pkg.test_mod.SecondTests.test_todo ... [TODO]
(<secs> secs)
pkg.test_other.SecondTests.test_surprise ... [SUCCESS!?!]
(<secs> secs)
)") + results);
}

BOOST_AUTO_TEST_CASE(a_time_is_that_of_its_test, *label("REP-17")) {
  class Timed final : public TimingTextReporter {
   public:
    using TimingTextReporter::TimingTextReporter;
    double now = 100;

   protected:
    [[nodiscard]] double _getTime() const override { return now; }
  };
  std::ostringstream out;
  Timed reporter(out);
  reporter.startTest(test("a"));
  reporter.now += 1.25;
  reporter.addSuccess(test("a"));
  reporter.stopTest(test("a"));
  BOOST_TEST(out.str() == "a ... [OK]\n(1.250 secs)\n");
}

BOOST_AUTO_TEST_CASE(the_tree_has_columns, *label("REP-18") * label("REP-20")) {
  BOOST_TEST(all<TreeReporter>() == std::string(R"(pkg.test_mod
  FirstTests
    test_ok ...                                                            [OK]
    test_fails ...                                                       [FAIL]
                                                     [ERROR]
  SecondTests
    test_error ...                                                      [ERROR]
    test_skip ...                                                     [SKIPPED]
    test_todo ...                                                        [TODO]
pkg.test_other
  SecondTests
    test_surprise ...                                              [SUCCESS!?!]
)") + results);
}

BOOST_AUTO_TEST_CASE(short_and_foreign_ids_have_their_place_in_the_tree, *label("REP-19")) {
  std::ostringstream out;
  TreeReporter reporter(out);
  for (const auto* id : {"alone", "module.method", "build/prog::Suite/inner/case",
                         "build/prog::Suite/inner/it's v1.2", "build/prog::free"}) {
    const auto t = test(id);
    reporter.startTest(t);
    reporter.addSuccess(t);
    reporter.stopTest(t);
  }
  const auto line = [](std::string name) { return name.append(75 - name.size(), ' ') + "[OK]\n"; };
  BOOST_TEST(out.str() == line("alone ...") + "module\n" + line("  method ...") +
                              "build/prog\n  Suite/inner\n" + line("    case ...") +
                              line("    it's v1.2 ...") + line("  free ..."));
}

BOOST_AUTO_TEST_CASE(a_name_that_fills_the_line_keeps_its_tag) {
  std::ostringstream out;
  TreeReporter reporter(out);
  const auto t = test(std::string(100, 'x'));
  reporter.startTest(t);
  reporter.addSuccess(t);
  BOOST_TEST(out.str() == std::string(100, 'x') + " ... [OK]\n");
}

BOOST_AUTO_TEST_CASE(colours_need_a_terminal_that_has_them, *label("REP-21")) {
  BOOST_TEST(supportsColors(true, "xterm-256color", nullptr));
  BOOST_TEST(supportsColors(true, "xterm", ""));
  BOOST_TEST(!supportsColors(true, "xterm", "1"));
  BOOST_TEST(!supportsColors(true, "dumb", nullptr));
  BOOST_TEST(!supportsColors(true, nullptr, nullptr));
  BOOST_TEST(!supportsColors(false, "xterm", nullptr));
  BOOST_TEST(all<TreeReporter>().find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dirty_reactor_may_be_a_warning, *label("REP-24")) {
  std::ostringstream out;
  const auto reporter = std::make_shared<TextReporter>(out, "default", false, &theLogPublisher());
  UncleanWarningsReporterWrapper wrapper(reporter);
  wrapper.startTest(test("a"));
  wrapper.addError(test("a"), Failure(DirtyReactorAggregateError({"<a call>"})));
  wrapper.addError(test("a"), failure("other"));
  BOOST_TEST(reporter->errors.size() == 1U);
  BOOST_TEST(out.str() ==
             "a: UserWarning: Reactor was unclean.\n"
             "DelayedCalls: (set twisted.internet.base.DelayedCall.debug = True to debug)\n"
             "<a call>\nE");
}

BOOST_AUTO_TEST_CASE(an_exit_wrapper_stops_at_the_first_error, *label("RUN-04")) {
  const auto result = std::make_shared<TestResult>();
  ExitWrapper wrapper(result);
  wrapper.addSkip(test("a"), "why");
  wrapper.addExpectedFailure(test("a"), failure("x"));
  wrapper.addUnexpectedSuccess(test("a"));
  BOOST_TEST(!wrapper.shouldStop());
  wrapper.addFailure(test("a"), failure("x"));
  BOOST_TEST(wrapper.shouldStop());
  ExitWrapper other(std::make_shared<TestResult>());
  other.addError(test("a"), failure("x"));
  BOOST_TEST(other.shouldStop());
}

BOOST_AUTO_TEST_CASE(a_reporter_has_the_wrappers_that_the_settings_ask_for,
                     *label("RUN-04") * label("REP-24")) {
  const auto result = std::make_shared<TestResult>();
  RunSettings settings;
  BOOST_TEST(inWrappers(result, settings) == result);
  settings.exitFirst = true;
  settings.uncleanWarnings = true;
  const auto wrapped = inWrappers(result, settings);
  wrapped->addError(test("a"), Failure(DirtyReactorAggregateError({"<a call>"})));
  BOOST_TEST(!wrapped->shouldStop(), "a warning does not end the run");
  BOOST_TEST(result->errors.empty());
  wrapped->addError(test("a"), failure("x"));
  BOOST_TEST(result->shouldStop());
  BOOST_TEST(result->errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_debugger_stops_at_the_first_error_that_is_no_warning) {
  static volatile std::sig_atomic_t traps = 0;
  auto* before = std::signal(SIGTRAP, [](int) { traps = traps + 1; });
  {
    RunSettings settings;
    settings.mode = RunSettings::Mode::debug;
    settings.uncleanWarnings = true;
    const auto wrapped = inWrappers(std::make_shared<TestResult>(), settings);
    wrapped->addError(test("a"), Failure(DirtyReactorAggregateError({"<a call>"})));
    BOOST_TEST(traps == 0);
    wrapped->addFailure(test("a"), failure("x"));
    BOOST_TEST(traps == 1);
  }
  std::signal(SIGTRAP, before);
}

BOOST_AUTO_TEST_CASE(reporters_are_found_by_name) {
  std::ostringstream out;
  BOOST_TEST(findReporter("nope") == nullptr);
  const auto& factory = findReporter("text")->factory;
  BOOST_TEST(dynamic_cast<const TextReporter*>(factory(out).get()) != nullptr);
  BOOST_TEST(dynamic_cast<const TreeReporter*>(findReporter("verbose")->factory(out).get()) !=
             nullptr);
  BOOST_CHECK_THROW(registerReporter({"text", "taken", factory}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_factory_of_three_arguments_will_do) {
  std::ostringstream out;
  const ReporterFactory factory = [](std::ostream& stream, const std::string& tbformat,
                                     bool realtime) {
    return std::make_shared<TextReporter>(stream, tbformat, realtime);
  };
  BOOST_TEST(factory(out, "brief", true, &theLogPublisher()) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
