// Reporters that are derived from trial's: each override is used, as in Python.
#include <algorithm>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>
#include <trial/treereporter.hpp>

#include "texts.hpp"

using namespace trial;
using boost::unit_test::label;
using texts::contains;

BOOST_AUTO_TEST_SUITE(DerivedReporterTests)

namespace {

TestPtr test(const std::string& id) { return std::make_shared<TestHolder>(id); }

Failure failure(const std::string& text) { return Failure(std::runtime_error(text)); }

/// Tells a reporter of `count` tests of one class, each with a result that `tell` adds.
template <class Tell>
void run(IReporter& reporter, const std::string& id, Tell tell) {
  const auto t = test(id);
  reporter.startTest(t);
  tell(t);
  reporter.stopTest(t);
}

void tellFailures(IReporter& reporter) {
  run(reporter, "m.C.test_a", [&](const TestPtr& t) { reporter.addFailure(t, failure("no")); });
  run(reporter, "m.C.test_b", [&](const TestPtr& t) { reporter.addFailure(t, failure("no")); });
  run(reporter, "m.C.test_c", [&](const TestPtr& t) { reporter.addError(t, failure("oh")); });
  run(reporter, "m.C.test_d", [&](const TestPtr& t) {
    reporter.addExpectedFailure(t, failure("expected"), makeTodo("not yet"));
  });
  run(reporter, "m.C.test_e",
      [&](const TestPtr& t) { reporter.addUnexpectedSuccess(t, makeTodo("surprise")); });
  run(reporter, "m.C.test_f", [&](const TestPtr& t) { reporter.addSkip(t, "why"); });
}

/// What a reporter of class R writes of those tests and of the end of the run.
template <class R>
std::string report() {
  std::ostringstream out;
  R reporter(out);
  tellFailures(reporter);
  reporter.done();
  return out.str();
}

class Reworded : public Reporter {
 public:
  using Reporter::Reporter;

 protected:
  [[nodiscard]] std::string _getSummary() const override {
    return " of " + std::to_string(testsRun()) + Reporter::_getSummary();
  }
  [[nodiscard]] std::string _formatFailureTraceback(const Failure& failed) const override {
    return "<" + failed.getErrorMessage() + " in " + tbformat + ">\n";
  }
  [[nodiscard]] std::string _printExpectedFailure(const Failure& failed,
                                                  const Todo& todo) const override {
    return "as expected: " + Reporter::_printExpectedFailure(failed, todo);
  }
  [[nodiscard]] std::string _printUnexpectedSuccess(const Todo& todo) const override {
    return "unexpected: " + todo.reason + "\n";
  }
};

class OneByOne : public Reworded {
 public:
  using Reworded::Reworded;

 protected:
  [[nodiscard]] std::vector<OutcomeGroup> _groupResults(
      const std::vector<TestOutcome>& outcomes) const override {
    std::vector<OutcomeGroup> groups;
    for (const auto& outcome : outcomes) {
      groups.emplace_back(outcome.text(), std::vector<TestPtr>{outcome.test});
    }
    return groups;
  }
};

class WithoutSkips : public Reworded {
 public:
  explicit WithoutSkips(std::ostream& stream) : Reworded(stream, "brief") {
    _separator = "~~~";
    _doubleSeparator = std::string(100, '#');
  }

 protected:
  void _printResults(std::string_view flavor, const std::vector<TestOutcome>& outcomes) override {
    if (flavor == "[SKIPPED]") return;
    Reporter::_printResults(flavor, outcomes);
    if (!outcomes.empty()) _writeln("that was " + std::to_string(outcomes.size()));
  }
};

class Framed : public Reporter {
 public:
  using Reporter::Reporter;

 protected:
  [[nodiscard]] std::vector<reactor::Frame> _trimFrames(
      const std::vector<reactor::Frame>& frames) const override {
    auto kept = Reporter::_trimFrames(frames);
    kept.push_back({"added", "by_reporter.cpp", 7});
    return kept;
  }
};

/// Marks what is written, line by line and piece by piece.
class Marking : public Reporter {
 public:
  using Reporter::Reporter;
  std::vector<std::string> lines;
  std::string pieces;
  std::vector<std::string> warnings;

 protected:
  void _write(std::string_view text) override {
    pieces += text;
    Reporter::_write(text);
  }
  void _writeln(std::string_view text) override {
    lines.emplace_back(text);
    Reporter::_writeln(text);
  }
  void _observeWarnings(const reactor::log::Event& event) override {
    if (event.warning) warnings.push_back(event.message);
    Reporter::_observeWarnings(event);
  }
  void _printErrors() override { _writeln("no errors here"); }
  void _printSummary() override {
    _writeln("the end, " + std::to_string(_startTime().has_value()));
  }
};

class Forest : public TreeReporter {
 public:
  explicit Forest(std::ostream& stream) : TreeReporter(stream) {
    indent = "....";
    columns = 40;
    SUCCESS = Color::cyan;
    FAILURE = ERROR = Color::magenta;
    TODO = SKIP = Color::yellow;
    TODONE = Color::white;
  }
  std::vector<std::string> endings;

  [[nodiscard]] std::string getDescription(const TestPtr& t) const override {
    return "<" + TreeReporter::getDescription(t) + ">";
  }
  void endLine(std::string_view message, Color color) override {
    endings.push_back(std::string(message) + std::to_string(static_cast<int>(color)) + currentLine);
    TreeReporter::endLine(message, color);
  }

 protected:
  [[nodiscard]] std::vector<std::string> _getPreludeSegments(
      const std::string& testID) const override {
    auto segments = TreeReporter::_getPreludeSegments(testID);
    segments.insert(segments.begin(), "everything");
    return segments;
  }
  void _testPrelude(const std::string& testID) override {
    if (_lastTest.empty()) _writeln("the first is " + testID);
    TreeReporter::_testPrelude(testID);
  }
  void writeColored(std::string_view text, Color color) override {
    _stream.write("{" + std::to_string(static_cast<int>(color)) + "}");
    TreeReporter::writeColored(text, color);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_texts_of_results_and_the_summary_can_be_overridden, *label("REP-28")) {
  const auto text = report<Reworded>();
  BOOST_TEST(text.ends_with("FAILED of 6 (skips=1, expectedFailures=1, failures=2, errors=1, "
                            "unexpectedSuccesses=1)\n"),
             text);
  BOOST_TEST(contains(text, "[FAIL]\n<no in default>\n\nm.C.test_a\nm.C.test_b\n=="), text);
  BOOST_TEST(contains(text, "[ERROR]\n<oh in default>\n\nm.C.test_c\n=="), text);
  BOOST_TEST(
      contains(text,
               "[TODO]\nas expected: Reason: 'not yet'\n<expected in default>\n\nm.C.test_d\n"),
      text);
  BOOST_TEST(contains(text, "[SUCCESS!?!]\nunexpected: surprise\n\nm.C.test_e\n--"), text);
}

BOOST_AUTO_TEST_CASE(a_traceback_that_is_printed_at_once_is_the_overridden_one, *label("REP-28")) {
  std::ostringstream out;
  Reworded reporter(out);
  reporter.realtime = true;
  reporter.tbformat = "verbose";
  reporter.addError(test("a"), failure("x"));
  reporter.addFailure(test("a"), failure("y"));
  BOOST_TEST(out.str() == "<x in verbose>\n<y in verbose>\n");
}

BOOST_AUTO_TEST_CASE(the_groups_and_their_print_can_be_overridden, *label("REP-28")) {
  BOOST_TEST(contains(report<OneByOne>(), "\n\nm.C.test_a\n" + std::string(79, '=') +
                                              "\n[FAIL]\n<no in default>\n\nm.C.test_b\n"));
  const auto text = report<WithoutSkips>();
  BOOST_TEST(!contains(text, "[SKIPPED]"), text);
  BOOST_TEST(
      contains(text, std::string(100, '#') + "\n[FAIL]\n<no in brief>\n\nm.C.test_a\nm.C.test_b\n"
                                             "that was 2\n"),
      text);
  BOOST_TEST(contains(text, "\n~~~\nRan 6 tests"), text);
}

BOOST_AUTO_TEST_CASE(the_frames_of_a_traceback_can_be_chosen, *label("REP-28")) {
  const auto text = report<Framed>();
  BOOST_TEST(contains(text, "by_reporter.cpp\", line 7, in added\n"), text);
}

BOOST_AUTO_TEST_CASE(what_is_written_can_be_overridden, *label("REP-28")) {
  std::ostringstream out;
  Marking reporter(out, "default", false, &theLogPublisher());
  tellFailures(reporter);
  reactor::log::warn("careful", {"trial.SomeWarning", "file.cpp", 3});
  reporter.done();
  BOOST_TEST(reporter.warnings == std::vector<std::string>{"careful"});
  BOOST_TEST(reporter.lines.size() == 4U);
  BOOST_TEST(reporter.lines.front() == "no errors here");
  BOOST_TEST(reporter.lines.at(1) == std::string(79, '-'));
  BOOST_TEST(reporter.lines.at(2).starts_with("Ran 6 tests in "));
  BOOST_TEST(reporter.lines.back() == "the end, 1");
  BOOST_TEST(out.str() == "file.cpp:3: SomeWarning: careful\n" + reporter.pieces);
}

BOOST_AUTO_TEST_CASE(the_pieces_of_a_tree_can_be_overridden, *label("REP-28")) {
  std::ostringstream out;
  Forest reporter(out);
  run(reporter, "m.C.test_a", [&](const TestPtr& t) { reporter.addSuccess(t); });
  run(reporter, "m.C.test_b", [&](const TestPtr& t) { reporter.addFailure(t, failure("no")); });
  run(reporter, "m.C.test_c", [&](const TestPtr& t) { reporter.addError(t, failure("no")); });
  run(reporter, "n.test_d", [&](const TestPtr& t) { reporter.addSkip(t, "why"); });
  run(reporter, "n.test_e",
      [&](const TestPtr& t) { reporter.addExpectedFailure(t, failure("x")); });
  run(reporter, "n.test_f", [&](const TestPtr& t) { reporter.addUnexpectedSuccess(t); });
  BOOST_TEST(out.str() == R"(the first is m.C.test_a
everything
....m
........C
............<test_a> ...            {36}[OK]
............<test_b> ...          {35}[FAIL]
............<test_c> ...         {35}[ERROR]
....n
........<test_d> ...           {33}[SKIPPED]
........<test_e> ...              {33}[TODO]
........<test_f> ...        {37}[SUCCESS!?!]
)");
  BOOST_TEST(reporter.endings.front() == "[OK]36............<test_a> ... ");
  BOOST_TEST(reporter.endings.size() == 6U);
  out.str("");
  reporter.done();
  BOOST_TEST(contains(out.str(), "\n{35}FAILED (skips=1"), out.str());
}

BOOST_AUTO_TEST_CASE(a_tree_goes_by_the_path_of_its_test, *label("REP-19")) {
  class Case final : public TestHolder {
   public:
    Case() : TestHolder("prog::Suite/with/slash") {}
    [[nodiscard]] std::vector<std::string> path() const override {
      return {"prog", "Suite", "with/slash"};
    }
  };
  std::ostringstream out;
  TreeReporter reporter(out);
  const auto t = std::make_shared<Case>();
  reporter.startTest(t);
  BOOST_TEST(out.str() == "prog\n  Suite\n    with/slash ... ");
  BOOST_TEST(reporter.getDescription(t) == "with/slash");
  BOOST_TEST(reporter.getDescription(test("m.C.test_x")) == "test_x");
}

BOOST_AUTO_TEST_CASE(marks_and_lines_use_an_overridden_write, *label("REP-28")) {
  class Loud final : public TextReporter {
   public:
    using TextReporter::TextReporter;

   protected:
    void _write(std::string_view text) override {
      TextReporter::_write("<" + std::string(text) + ">");
    }
  };
  std::ostringstream out;
  Loud reporter(out);
  reporter.addSuccess(test("a"));
  reporter.addSkip(test("a"), "why");
  BOOST_TEST(out.str() == "<.><S>");
}

BOOST_AUTO_TEST_SUITE_END()
