// Event logs of runs: what is written, and read again.
#include <trial/reports/eventlog.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <trial/reports/jsontext.hpp>
#include <trial/reports/reports.hpp>
#include <trial/suite.hpp>

#include "recorder.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using texts::contentOf;

BOOST_AUTO_TEST_SUITE(EventLogTests)

namespace {

using namespace trial;

/// A line for each event that a listener hears.
class Heard final : public IRunListener {
 public:
  void runBegan(const std::vector<TestPtr>& cases) override {
    std::string line = "run of";
    for (const auto& test : cases)
      line += fmt::format(" {}x{}", test->id(), test->countTestCases());
    note(line);
  }
  void caseBegan(const TestPtr& test, std::optional<int> worker) override {
    note(fmt::format("began {} in {}", test->id(), worker.value_or(-1)));
  }
  void caseOver(const CaseReport& report) override {
    auto line = fmt::format("over {} in {}, attempt {}{}: out {} err {}", report.test->id(),
                            report.worker.value_or(-1), report.attempt,
                            report.alone ? ", alone" : "", report.out, report.err);
    for (const auto& result : report.results) {
      line += fmt::format("; {} {}", static_cast<int>(result.kind), result.reason);
      if (result.failure) line += result.failure->getTraceback();
      if (result.failure && result.failure->check({"std.exception"})) line += "std";
      if (result.todo) line += fmt::format("todo {}", result.todo->reason);
    }
    if (report.place) line += fmt::format(" at {}:{}", report.place->file, report.place->line);
    for (const auto& warning : report.warnings)
      line += fmt::format(" {} {}: {}", warning.place(), warning.category, warning.message);
    for (const auto& left : report.leftBehind) line += " left " + left;
    note(line);
  }
  void programStarted(const std::string& program, double seconds) override {
    note(fmt::format("started {} in {}", program, seconds));
  }
  void workerLost(int worker, const std::string& why) override {
    note(fmt::format("lost {}: {}", worker, why));
  }
  void workerReplaced(int worker) override { note(fmt::format("replaced {}", worker)); }
  void endedEarly(const EarlyEnd& end) override {
    note(fmt::format("ended {} {} {}", end.interrupted, end.notRun, end.signal));
  }
  void runOver() override { note("run over"); }

  std::vector<std::string> events;

 private:
  void note(std::string line) { events.push_back(std::move(line)); }
};

CaseReport reportOn(const TestPtr& test, CaseResult result) {
  CaseReport report;
  report.test = test;
  report.began = 1;
  report.seconds = 0.5;
  report.results.push_back(std::move(result));
  return report;
}

/// Every event, with every member.
void tellAll(IRunListener& listener, const TestPtr& odd, const TestPtr& second) {
  listener.runBegan({odd, second});
  listener.caseBegan(odd, 1);
  listener.programStarted("path/to/program", 0.25);
  auto whole = reportOn(
      odd,
      errorResult(Failure(std::runtime_error("a\xff]]>\x1b")).withFrames({{"f()", "a.cpp", 7}})));
  whole.results.push_back(failureResult(Failure(std::logic_error("no"))));
  whole.results.push_back(expectedFailureResult(Failure(std::logic_error("todo")), makeTodo("t")));
  whole.results.push_back(unexpectedSuccessResult(makeTodo({"std.bad_alloc"}, "u")));
  whole.results.push_back(skipResult("not today"));
  whole.worker = 1;
  whole.attempt = 2;
  whole.out = std::string("nul \0 here", 10);
  whole.err = "\xc3";
  whole.place = SourcePlace{"b.cpp", 3};
  whole.warnings.push_back({{"UserWarning", "c.cpp", 4}, "careful"});
  whole.leftBehind.emplace_back("was ended: sleep 47");
  listener.caseOver(whole);
  auto late = reportOn(odd, errorResult(Failure(std::runtime_error("late"))));
  late.alone = true;
  listener.caseOver(late);
  listener.workerLost(1, "killed");
  listener.workerReplaced(1);
  listener.caseOver(reportOn(std::make_shared<TestHolder>("<runner>"), successResult()));
  listener.endedEarly({.interrupted = true, .notRun = 1, .signal = 2});
  listener.runOver();
}

struct Logs : ScratchFolder {
  TestPtr odd = std::make_shared<SkipHolder>("m.C.odd\xff", "");
  TestPtr second = std::make_shared<SkipHolder>("m.C.second", "");
  std::ostringstream errors;

  [[nodiscard]] std::string log() const {
    Reports reports({"json=log"}, false);
    tellAll(reports, odd, second);
    BOOST_TEST(reports.end(1) == 1);
    return contentOf(path / "log");
  }
  /// The log of a run of two cases that pass.
  [[nodiscard]] std::string good() const {
    Reports reports({"json=log"}, false);
    reports.runBegan({odd, second});
    for (const auto& test : {odd, second}) {
      reports.caseBegan(test, std::nullopt);
      reports.caseOver(reportOn(test, successResult()));
    }
    reports.runOver();
    BOOST_TEST(reports.end(0) == 0);
    return contentOf(path / "log");
  }
  EventLog readLog(const std::string& text) {
    std::ofstream(path / "read") << text;
    errors.str("");
    return readEventLog(path / "read", errors);
  }
  std::vector<LoggedRun> read(const std::string& text) { return readLog(text).runs; }
  /// The lines of the log but those with `part`.
  static std::string without(const std::string& part, const std::string& log) {
    std::string left;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(part) == std::string::npos) left += line + '\n';
    }
    return left;
  }
  std::string problemOf(const std::string& text) {
    try {
      (void)read(text);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "none";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(any_bytes_are_kept_in_json, Logs, *label("RPT-06")) {
  for (const std::string text : {"", "a", "\xc3\xa4", "\xff", "a\xc3", "\xe2\x82", "\x80\xbf z"}) {
    BOOST_TEST(bytesOf(Json::parse(jsonText(text).dump())) == text);
  }
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  BOOST_TEST(bytesOf(Json::parse(jsonText(every).dump())) == every);
  BOOST_TEST(jsonText("a\xff").dump() == R"({"text":"a�","bytes":"aÿ"})");
  BOOST_TEST(jsonText("ä").dump() == R"("ä")");
  BOOST_CHECK_THROW((void)bytesOf(Json{{"bytes", "€"}}), std::runtime_error);
  BOOST_CHECK_THROW((void)bytesOf(Json(1)), std::exception);
}

BOOST_FIXTURE_TEST_CASE(all_that_a_listener_hears_is_in_the_log, Logs,
                        *label("RPT-05") * label("RPT-06")) {
  Heard before;
  tellAll(before, odd, second);
  const auto runs = read(log());
  BOOST_REQUIRE(runs.size() == 1U);
  Heard after;
  after.runBegan(runs.front().cases);
  for (const auto& event : runs.front().events) event.tell(after);
  BOOST_REQUIRE(runs.front().end.has_value());
  after.endedEarly(*runs.front().end);
  after.runOver();
  BOOST_TEST(after.events == before.events, boost::test_tools::per_element());
  BOOST_TEST(!runs.front().successful);
  BOOST_TEST(errors.str() == "");
}

BOOST_FIXTURE_TEST_CASE(a_log_that_is_cut_off_anywhere_tells_of_a_run_that_did_not_end, Logs,
                        *label("RPT-08")) {
  const auto whole = good();
  BOOST_TEST(!read(whole).front().end);
  BOOST_TEST(!read(whole.substr(0, whole.size() - 1)).front().end);
  const auto firstLine = whole.find('\n');
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    const auto cut = whole.substr(0, size);
    if (size < firstLine) {
      BOOST_TEST(problemOf(cut).ends_with("/read holds no run"), size);
      continue;
    }
    BOOST_TEST(readLog(cut).status == 1);
    const auto run = read(cut).front();
    BOOST_REQUIRE(run.end.has_value());
    BOOST_TEST(!run.successful);
    BOOST_TEST(errors.str().find("read: the log ends before its run was over\n") !=
               std::string::npos);
    const bool whole_lines = cut.ends_with('\n') || whole[size] == '\n';
    BOOST_TEST((errors.str().find("the last line is cut off") == std::string::npos) == whole_lines);
  }
}

BOOST_FIXTURE_TEST_CASE(a_case_that_ran_when_the_log_ends_has_an_error, Logs, *label("RPT-08")) {
  const auto whole = good();
  const auto second_line = whole.find('\n', whole.find('\n') + 1);
  const auto run = read(whole.substr(0, second_line + 1)).front();
  Heard heard;
  for (const auto& event : run.events) event.tell(heard);
  BOOST_REQUIRE(heard.events.size() == 2U);
  BOOST_TEST(heard.events.back().find("the event log of the run does not tell how it ended") !=
             std::string::npos);
  BOOST_REQUIRE(run.notBegun.size() == 1U);
  BOOST_TEST(run.notBegun.front()->id() == "m.C.second");
  BOOST_TEST(run.end->notRun == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_line_is_named, Logs, *label("RPT-09")) {
  const auto whole = good();
  const auto line = whole.find('\n') + 1;
  const auto with = [&](const std::string& text) {
    return problemOf(whole.substr(0, line) + text + "\n" + whole.substr(line));
  };
  const auto file = (path / "read").string();
  BOOST_TEST(with("nonsense").starts_with(file + ":2: no event of a run: "));
  for (const char* event :
       {"", "1", "{}", "[1]", R"({"event":1})", R"({"event":"caseBegan","at":1,"case":2})",
        R"({"event":"caseBegan","at":1,"case":-1})", R"({"event":"caseOver","at":1,"case":0})",
        R"({"event":"caseOver","at":1,"case":0,"results":[{"kind":"odd"}]})",
        R"({"event":"caseOver","at":1,"case":0,"results":[{"kind":"error"}]})"}) {
    BOOST_TEST(with(event).starts_with(file + ":2: no event of a run: "), event);
  }
  for (const char* later : {R"({"event":"ofLaterTimes","at":1})", R"({"event":"later","x":1})"})
    BOOST_TEST(with(later) == "none", later);
  BOOST_TEST(problemOf("{\"event\":\"later\"}\n" + whole) == "none");
  auto later = whole;
  later.replace(later.find("\"version\":1"), 11, "\"version\":2");
  BOOST_TEST(problemOf(later) == file + ":1: no event of a run: version 2 is not known");
  BOOST_TEST(problemOf(whole.substr(line)) == file + ":1: no event of a run: no run has begun");
  BOOST_CHECK_THROW((void)readEventLog(path / "missing", errors), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_whole_and_no_event_is_not_cut_off, Logs, *label("RPT-09")) {
  for (const char* cases : {"", R"(,"cases":null)", R"(,"cases":[{"id":1}])", R"(,"cases":{})"}) {
    const auto line =
        fmt::format(R"({{"event":"runBegan","version":1,"pass":1,"time":0{}}})", cases);
    for (const char* end : {"", "\n"}) {
      BOOST_TEST(problemOf(line + end).find("/read:1: no event of a run: ") != std::string::npos,
                 line);
    }
  }
  for (const char* time : {"-1", "1e300"}) {
    const auto line =
        fmt::format(R"({{"event":"runBegan","version":1,"pass":1,"time":{},"cases":[]}})", time);
    BOOST_TEST(problemOf(line + "\n").find(" is not between 1970 and 9999") != std::string::npos,
               line);
  }
  BOOST_TEST(problemOf(good() + "{}").find(":8: no event of a run: ") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_log_without_the_exit_status_is_that_of_a_run_that_died, Logs,
                        *label("RPT-08")) {
  const auto whole = good();
  BOOST_TEST(whole.ends_with("\n{\"event\":\"end\",\"status\":0}\n"));
  const auto died = readLog(without("\"end\"", whole));
  BOOST_TEST(died.status == 1);
  BOOST_TEST(!died.runs.front().successful);
  BOOST_TEST(died.runs.front().end.has_value());
  BOOST_TEST(errors.str().ends_with("read: the log ends before its run was over\n"));
  // The last of two passes, and one log behind another.
  auto second_pass = whole;
  second_pass.replace(second_pass.find("\"pass\":1"), 8, "\"pass\":2");
  const auto passes = without("\"end\"", whole) + second_pass;
  BOOST_TEST(readLog(passes).status == 0);
  BOOST_TEST(readLog(passes).runs.front().successful);
  BOOST_TEST(!readLog(without("\"end\"", passes)).runs.back().successful);
  BOOST_TEST(!readLog(without("\"end\"", whole) + whole).runs.front().successful);
  BOOST_TEST(readLog(whole + whole).status == 0);
}

BOOST_FIXTURE_TEST_CASE(a_run_is_successful_only_if_each_of_its_tests_has_an_end, Logs,
                        *label("RPT-08")) {
  const auto whole = good();
  BOOST_TEST(read(whole).front().successful);
  struct Row {
    const char* part;
    std::size_t notRun;
    std::size_t errors;
  };
  for (const auto& [part, notRun, failed] :
       {Row{"caseOver", 0, 2}, Row{"\"case\":1", 1, 0}, Row{"\"case\":", 2, 0}}) {
    const auto run = read(without(part, whole)).front();
    BOOST_TEST(!run.successful, part);
    BOOST_TEST(run.notBegun.size() == notRun, part);
    BOOST_REQUIRE(run.end.has_value());
    BOOST_TEST(run.end->notRun == notRun);
    Heard heard;
    for (const auto& event : run.events) event.tell(heard);
    std::size_t found = 0;
    for (const auto& event : heard.events)
      found += event.find("does not tell how it ended") != std::string::npos ? 1U : 0U;
    BOOST_TEST(found == failed, part);
    BOOST_TEST(errors.str().ends_with("does not tell how each test of its run ended\n"));
  }
  auto odd_name = whole;
  odd_name.replace(odd_name.find("caseOver"), 8, "caseOvr");
  BOOST_TEST(!read(odd_name).front().successful);
}

BOOST_FIXTURE_TEST_CASE(members_of_the_wrong_type_or_range_are_no_event, Logs, *label("RPT-09")) {
  const auto whole = log();
  struct Row {
    const char* before;
    const char* after;
  };
  for (const auto& [before, after] :
       {Row{"\"version\":1", "\"version\":1.9"}, Row{"\"version\":1", "\"version\":true"},
        Row{"\"pass\":1", "\"pass\":0"}, Row{"\"worker\":1", "\"worker\":1e40"},
        Row{"\"worker\":1", "\"worker\":18446744073709551615"},
        Row{"\"signal\":2", "\"signal\":128"}, Row{"\"signal\":2", "\"signal\":0"},
        Row{"\"signal\":2", "\"signal\":-1"}, Row{"\"status\":1", "\"status\":256"},
        Row{"\"line\":7", "\"line\":7.5"}, Row{"\"alone\":true", "\"alone\":1"},
        Row{"\"seconds\":0.5", "\"seconds\":null"},
        Row{"\"results\":[", "\"results\":null,\"was\":["},
        Row{"\"warnings\":[", "\"warnings\":{},\"was\":["},
        Row{"\"frames\":[", "\"frames\":1,\"was\":["}}) {
    auto wrong = whole;
    const auto at = wrong.find(before);
    BOOST_REQUIRE(at != std::string::npos);
    wrong.replace(at, std::string(before).size(), after);
    BOOST_TEST(problemOf(wrong).find("no event of a run: ") != std::string::npos, after);
  }
  auto other = good();
  other.replace(other.rfind("m.C.second"), 10, "m.C.third");
  BOOST_TEST(
      problemOf(other).find(": no event of a run: case 1 is m.C.second, and not m.C.third") !=
      std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_time_is_not_in_the_log, Logs, *label("RPT-05")) {
  for (const double seconds : {-1.0, std::nan(""), HUGE_VAL}) {
    {
      Reports reports({"json=log"}, false);
      reports.runBegan({odd});
      auto report = reportOn(odd, successResult());
      report.seconds = seconds;
      reports.caseOver(report);
      reports.programStarted("p", seconds);
      reports.runOver();
      BOOST_TEST(reports.end(0) == 0);
    }
    const auto text = contentOf(path / "log");
    BOOST_TEST(text.find("null") == std::string::npos);
    BOOST_TEST(readLog(text).runs.front().successful);
  }
}

BOOST_FIXTURE_TEST_CASE(runs_of_several_logs_become_one, Logs, *label("RPT-10")) {
  auto runs = read(good());
  runs.push_back(read(log()).front());
  const auto run = merged(std::move(runs));
  BOOST_TEST(run.cases.size() == 4U);
  BOOST_TEST(run.events.size() == 11U);
  BOOST_TEST(!run.successful);
  BOOST_REQUIRE(run.end.has_value());
  BOOST_TEST(run.end->interrupted);
  BOOST_TEST(run.end->signal == 2);
  BOOST_TEST(run.end->notRun == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
