// The adapter for programs of no known framework: what its parser says of each end of a process.
#include <csignal>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/opaque/adapter.hpp>

using namespace trial::frameworks;
using trial::CaseResult;

namespace opaque_adapter {

class Heard final : public IProgress {
 public:
  void caseStarted(const std::string& id) override { events.push_back("start '" + id + "'"); }
  void caseFinished(const std::string& id, ReportedCase&& reported) override {
    result = reported.report.results.front();
    events.push_back("end '" + id + "'");
  }
  void outsideError(const std::string&, std::string) override { events.emplace_back("outside"); }
  void programError(std::string) override { events.emplace_back("program"); }
  void output(int, std::string_view) override { events.emplace_back("output"); }
  std::vector<std::string> events;
  CaseResult result;
};

}  // namespace opaque_adapter

BOOST_AUTO_TEST_SUITE(OpaqueAdapterTests)

BOOST_AUTO_TEST_CASE(a_status_is_the_result_and_needs_no_explanation,
                     *boost::unit_test::label("PROG-10")) {
  using Kind = CaseResult::Kind;
  const std::vector<std::string> cases = {""};
  const std::vector<std::pair<int, Kind>> ends = {
      {0, Kind::success}, {77, Kind::skip}, {1, Kind::failure}, {255, Kind::failure}};
  for (const auto& [status, kind] : ends) {
    opaque_adapter::Heard heard;
    const auto parser = Opaque().progress({"prog"}, cases, heard);
    BOOST_TEST(parser->begun());
    BOOST_TEST((parser->inProgress() != nullptr && parser->inProgress()->empty()));
    parser->received(reportFD, "whatever");
    const ProcessEnd end{status, 0};
    parser->ended(end);
    BOOST_TEST((heard.events == std::vector<std::string>{"start ''", "end ''"}));
    BOOST_TEST((heard.result.kind == kind), "status " << status);
    if (status != 0)
      BOOST_TEST(detailsOf(heard.result) == "exited with status " + std::to_string(status));
    BOOST_TEST(parser->complete());
    BOOST_TEST(parser->explains(end));
  }
}

BOOST_AUTO_TEST_CASE(a_signal_or_the_time_limit_leaves_the_case_in_progress,
                     *boost::unit_test::label("PROG-10")) {
  const std::vector<std::string> cases = {""};
  for (const auto& end : {ProcessEnd{0, SIGSEGV}, ProcessEnd{0, 0, true}}) {
    opaque_adapter::Heard heard;
    const auto parser = Opaque().progress({"prog"}, cases, heard);
    parser->ended(end);
    BOOST_TEST(heard.events.size() == 1U);
    BOOST_TEST(parser->inProgress() != nullptr);
    BOOST_TEST(!parser->complete());
  }
}

BOOST_AUTO_TEST_SUITE_END()
