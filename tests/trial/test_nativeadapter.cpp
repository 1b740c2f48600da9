// The adapter of programs with native tests: lists and progress, as such a program writes them.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <reactor/log.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/native/adapter.hpp>
#include <trial/programs/native/records.hpp>
#include <trial/util.hpp>

#include "progresslines.hpp"

using namespace trial::frameworks;
using trial::CaseResult;
using trial::Failure;

BOOST_AUTO_TEST_SUITE(NativeAdapterTests)

namespace {

using Lines = std::vector<std::string>;

class Heard final : public ProgressLines {
 public:
  void caseFinished(const std::string& id, ReportedCase&& reported) override {
    BOOST_TEST(!reported.dependsOnListing());
    for (const auto& result : reported.report.results) {
      auto line = lineOf(id, result);
      if (result.todo) line += " todo " + result.todo->reason;
      if (result.failure) line += " (" + result.failure->type() + ")";
      lines.push_back(line);
    }
    for (const auto& warning : reported.report.warnings)
      lines.push_back(fmt::format("warning {}: {}", id, warning.message));
    seconds = reported.report.seconds.value_or(-1);
  }
  void stageBegan(std::optional<double> limit) override {
    lines.push_back(limit ? fmt::format("a stage of {} s", *limit) : "a stage");
  }
  void output(int, std::string_view) override { BOOST_ERROR("it does not read what cases write"); }
};

Failure boom(const std::string& text) { return Failure(std::runtime_error(text)); }

struct Follow {
  Follow() : parser(Native().progress({}, ids, heard)) { record("begin"); }
  void record(std::string_view kind, std::string_view payload = {}) {
    std::string bytes;
    appendRecord(bytes, kind, payload);
    parser->received(reportFD, bytes);
  }
  void test(const std::string& id, const std::vector<CaseResult>& results) {
    record("start", id);
    for (const auto& result : results) {
      std::string bytes;
      appendResult(bytes, result);
      parser->received(reportFD, bytes);
    }
    record("stop", "0.5");
  }

  const std::vector<std::string> ids = {"m.A.one", "m.A.two"};
  Heard heard;
  std::unique_ptr<ProgressParser> parser;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_listed_test_stands_in_its_class) {
  ProcessOutput output;
  appendRecord(output.report, "case", "pkg.module.Tests<std.string>.test_pop[1.5]");
  appendRecord(output.report, "place", "12\nsrc/odd\nname.cpp");
  appendRecord(output.report, "case", "broken_module");
  appendRecord(output.report, "end");
  const auto listing = Native().parseList(output);
  BOOST_TEST(listing.error.empty());
  BOOST_TEST_REQUIRE(listing.cases.size() == 2U);
  BOOST_TEST(listing.cases[0].path == (Lines{"pkg.module.Tests<std.string>", "test_pop[1.5]"}),
             boost::test_tools::per_element());
  BOOST_TEST(listing.cases[0].line == 12);
  BOOST_TEST(listing.cases[0].file == "src/odd\nname.cpp");
  BOOST_TEST(listing.cases[1].path == Lines{"broken_module"}, boost::test_tools::per_element());
  BOOST_TEST(listing.cases[1].line == 0);
}

BOOST_AUTO_TEST_CASE(a_list_without_its_end_is_an_error) {
  ProcessOutput output;
  appendRecord(output.report, "case", "m.A.one");
  output.end.status = 3;
  output.err = "no such option";
  const auto listing = Native().parseList(output);
  BOOST_TEST(listing.cases.empty());
  BOOST_TEST(listing.error ==
             "exited with status 3 without listing its tests (its main function is trial_main?):\n"
             "no such option");
}

BOOST_FIXTURE_TEST_CASE(of_several_results_the_worst_is_told_with_all_details, Follow) {
  test("m.A.one",
       {trial::successResult(), trial::failureResult(boom("a")), trial::errorResult(boom("b"))});
  test("m.A.two", {trial::expectedFailureResult(boom("c"), trial::makeTodo("later")),
                   trial::unexpectedSuccessResult(trial::makeTodo("broken"))});
  BOOST_TEST(heard.lines == (Lines{"started m.A.one",
                                   "error m.A.one: std.runtime_error: a\nstd.runtime_error: b "
                                   "(trial.ProgramError)",
                                   "started m.A.two",
                                   "expected m.A.two: std.runtime_error: c todo broken "
                                   "(trial.ProgramFailure)"}),
             boost::test_tools::per_element());
  BOOST_TEST(heard.seconds == 0.5);
}

BOOST_FIXTURE_TEST_CASE(stages_of_a_test_are_told_with_their_limits, Follow) {
  record("start", "m.A.one");
  record("stage", "0.5");
  record("stage");
  BOOST_TEST(heard.lines == (Lines{"started m.A.one", "a stage of 0.5 s", "a stage"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_test_without_a_result_is_a_success, Follow) {
  test("m.A.one", {});
  BOOST_TEST(heard.lines.back() == "success m.A.one: ");
}

BOOST_FIXTURE_TEST_CASE(the_reactor_that_a_test_left_dirty_is_an_error_of_its_own, Follow) {
  const auto dirty = trial::errorResult(Failure(trial::DirtyReactorAggregateError({"a call"})));
  const auto text = dirty.failure->getErrorMessage();
  test("m.A.one", {trial::successResult(), dirty});
  test("m.A.two", {dirty});
  const auto error = [&](const char* id) {
    return fmt::format("error {}: {} (trial.DirtyReactorAggregateError)", id, text);
  };
  BOOST_TEST(heard.lines == (Lines{"started m.A.one", "success m.A.one: ", error("m.A.one"),
                                   "started m.A.two", error("m.A.two")}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(an_error_of_a_test_that_was_not_asked_for_is_outside_of_cases, Follow) {
  test("<not in test>", {trial::errorResult(boom("logged"))});
  test("m.B.other", {trial::successResult()});
  BOOST_TEST(heard.lines == Lines{"outside : <not in test>\nstd.runtime_error: logged"},
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_warning_is_in_the_report_of_its_test, Follow) {
  Lines published;
  const auto observer = reactor::log::addObserver([&](const reactor::log::Event& event) {
    if (event.warning) published.push_back(event.message);
  });
  const auto warn = [this](const char* text) {
    std::string bytes;
    appendWarning(bytes, {"UserWarning", "a.cpp", 12}, text);
    parser->received(reportFD, bytes);
  };
  warn("between");
  record("start", "m.A.one");
  warn("within");
  BOOST_TEST(parser->detailsSoFar() == "a.cpp:12: UserWarning: within", "for when it dies here");
  record("stop", "0");
  record("start", "m.B.other");
  warn("of one that was not asked for");
  record("stop", "0");
  reactor::log::removeObserver(observer);
  BOOST_TEST(
      heard.lines == (Lines{"started m.A.one", "success m.A.one: ", "warning m.A.one: within"}),
      boost::test_tools::per_element());
  BOOST_TEST(published == (Lines{"between", "of one that was not asked for"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(where_the_program_is_is_known, Follow) {
  BOOST_TEST(parser->begun());
  BOOST_TEST((parser->inProgress() == nullptr));
  record("start", "m.A.one");
  record("failure", "so far");
  BOOST_TEST_REQUIRE((parser->inProgress() != nullptr));
  BOOST_TEST(*parser->inProgress() == "m.A.one");
  BOOST_TEST(parser->detailsSoFar() == "so far");
  record("stop", "0");
  BOOST_TEST(!parser->complete());
  record("end");
  BOOST_TEST(parser->complete());
}

BOOST_AUTO_TEST_SUITE_END()
