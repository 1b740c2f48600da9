// twisted.trial._dist.test.test_worker: WorkerProtocolTests and LocalWorkerAMPTests. In 20.3.0 the
// worker is a bare AMP that sends reports; in 24.7 it runs tests.
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <dist/worker.hpp>
#include <protocols/testing.hpp>
#include <trial/unittest.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_worker)

namespace {

using port::Outcome;
using port::Texts;
using protocols::Box;
using protocols::Value;

/// Notes the tests that stopped.
struct StopTestResult : trial::TestResult {
  void stopTest(const trial::TestPtr& test) override { stopped.push_back(test); }
  std::vector<trial::TestPtr> stopped;
};

/// A manager that has given a case, and a bare AMP as its worker. The reports ask for an answer
/// here, which those of a worker do not.
struct AMPFixture {
  dist::LocalWorkerAMP managerAMP;
  protocols::AMP worker;
  protocols::testing::ConnectedPair pump{managerAMP, worker};
  std::shared_ptr<trial::TestResult> result = std::make_shared<trial::TestResult>();
  std::string testName = "twisted.doesnexist";
  trial::TestPtr testCase = dist::testing::namedCase(testName);
  Outcome<dist::workercommands::Run::Response> running{managerAMP.run(testCase, result)};

  AMPFixture() { pump.clientTransport->written.clear(); }  // the worker is not asked
  ~AMPFixture() { pump.lose(reactor::Failure(std::runtime_error("over"))); }
  /// Sends the report of the first run; true if it is answered with success.
  bool report(std::string_view command, Value::Map arguments) {
    arguments.try_emplace("testName", testName);
    arguments.try_emplace("run", 1);
    Box box;
    box.fields = std::move(arguments);
    const Outcome answer(worker.callRemoteString(command, true, box).value());
    pump.flush();
    return answer.success().get<bool>("success");
  }
};

const Value::List none;

class SampleTests : public trial::TestCase {
 public:
  void test_pass() {}
  void test_error() { throw std::runtime_error("pyunit error"); }
  void test_fail() { fail("pyunit failure"); }
  void test_skip() { throw trial::SkipTest("pyunit skip"); }
  void test_todo1() { throw std::runtime_error("expected failure"); }
  void test_todo7() {}
};
TRIAL_TESTS(SampleTests, test_pass, test_error, test_fail, test_skip, (test_todo1, .todo = "todo1"),
            (test_todo7, .todo = "todo7"))
TRIAL_MODULE(test_pyunitcases)

struct RunFixture : port::ConnectedWorker {
  std::shared_ptr<trial::TestResult> workerRunTest(const std::string& name) {
    return run("test_pyunitcases.SampleTests." + name);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerProtocolTests, RunFixture)

BOOST_AUTO_TEST_CASE(test_run) {
  BOOST_TEST(workerRunTest("test_pass")->wasSuccessful());
  // As of 20.3.0: also for what does not exist.
  protocols::AMP client;
  dist::WorkerProtocol server;
  protocols::testing::ConnectedPair pair(client, server);
  const Outcome answer(
      client.callRemote<dist::workercommands::Run>("doesntexist", std::int64_t{1}));
  client.responder("AddError", [](const Box&) { return Box(); });
  client.responder("Started", [](const Box&) { return Box(); });
  pair.flush();
  BOOST_TEST(server.work(-1));
  pair.flush();
  BOOST_TEST(answer.success().success);
}

BOOST_AUTO_TEST_CASE(test_start) {
  const auto curdir = std::filesystem::current_path();
  BOOST_TEST(worker.start("..").success);
  BOOST_TEST(std::filesystem::current_path() != curdir);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(LocalWorkerAMPTests_20_3_0, AMPFixture)

BOOST_AUTO_TEST_CASE(test_runSuccess) {
  BOOST_TEST(report("AddSuccess", {}));
  BOOST_TEST(result->successes == 1);
}

BOOST_AUTO_TEST_CASE(test_runExpectedFailure) {
  BOOST_TEST(report("AddExpectedFailure", {{"error", "error"},
                                           {"errorClass", "std.runtime_error"},
                                           {"frames", none},
                                           {"errorParents", none},
                                           {"todo", "todoReason"}}));
  BOOST_REQUIRE(result->expectedFailures.size() == 1U);
  BOOST_TEST(std::get<0>(result->expectedFailures[0]) == testCase);
}

BOOST_AUTO_TEST_CASE(test_runError) {
  BOOST_TEST(report("AddError", {{"error", "error"},
                                 {"errorClass", "std.invalid_argument"},
                                 {"frames", none},
                                 {"errorParents", none}}));
  BOOST_REQUIRE(result->errors.size() == 1U);
  BOOST_TEST(result->errors[0].first == testCase);
}

BOOST_AUTO_TEST_CASE(test_runErrorWithFrames) {
  BOOST_TEST(report("AddError", {{"error", "error"},
                                 {"errorClass", "std.invalid_argument"},
                                 {"frames", Value::List{"file.py", "invalid code", "3"}},
                                 {"errorParents", none}}));
  BOOST_REQUIRE(result->errors.size() == 1U);
  BOOST_TEST(result->errors[0].first == testCase);
  const auto& frames = result->errors[0].second.frames();
  BOOST_REQUIRE(frames.size() == 1U);
  BOOST_TEST(frames[0].function == "file.py");
  BOOST_TEST(frames[0].file == "invalid code");
  BOOST_TEST(frames[0].line == 3);
}

BOOST_AUTO_TEST_CASE(test_runFailure) {
  BOOST_TEST(report("AddFailure", {{"fail", "fail"},
                                   {"failClass", "std.runtime_error"},
                                   {"frames", none},
                                   {"failParents", none}}));
  BOOST_REQUIRE(result->failures.size() == 1U);
  BOOST_TEST(result->failures[0].first == testCase);
}

BOOST_AUTO_TEST_CASE(test_runSkip) {
  BOOST_TEST(report("AddSkip", {{"reason", "reason"}}));
  BOOST_REQUIRE(result->skips.size() == 1U);
  BOOST_TEST(result->skips[0].first == testCase);
}

BOOST_AUTO_TEST_CASE(test_runUnexpectedSuccesses) {
  BOOST_TEST(report("AddUnexpectedSuccess", {{"todo", "todo"}, {"todoErrors", none}}));
  BOOST_REQUIRE(result->unexpectedSuccesses.size() == 1U);
  BOOST_TEST(result->unexpectedSuccesses[0].first == testCase);
}

BOOST_AUTO_TEST_CASE(test_testWrite) {
  std::ostringstream stream;
  managerAMP.setTestStream(stream);
  BOOST_TEST(report("TestWrite", {{"out", "Some output"}}));
  BOOST_TEST(stream.str() == "Some output\n");
}

BOOST_AUTO_TEST_CASE(test_stopAfterRun) {
  managerAMP.fakeCallRemote([&](std::string_view command, const Box& arguments) {
    BOOST_TEST(command == "Run");
    BOOST_TEST(arguments.get<std::string>("testCase") == testName);
    Box answer;
    answer.fields = {{"success", true}};
    return reactor::succeed(answer);
  });
  const auto stops = std::make_shared<StopTestResult>();
  const Outcome ran(managerAMP.run(testCase, stops));
  BOOST_TEST(stops->stopped == std::vector<trial::TestPtr>{testCase});
  BOOST_TEST(ran.success().success);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(LocalWorkerAMPTests_24_7, RunFixture)

BOOST_AUTO_TEST_CASE(test_runSuccess) { BOOST_TEST(workerRunTest("test_pass")->successes == 1); }

BOOST_AUTO_TEST_CASE(test_runExpectedFailure) {
  const auto result = workerRunTest("test_todo1");
  BOOST_REQUIRE(result->expectedFailures.size() == 1U);
  const auto& [actualCase, failure, todo] = result->expectedFailures[0];
  BOOST_TEST(actualCase == testCase);
  BOOST_TEST(failure.getErrorMessage() == "expected failure");
  BOOST_TEST(todo.reason == "todo1");
}

BOOST_AUTO_TEST_CASE(test_runError) {
  const auto result = workerRunTest("test_error");
  BOOST_REQUIRE(result->errors.size() == 1U);
  const auto& [actualCase, failure] = result->errors[0];
  BOOST_TEST(actualCase == testCase);
  BOOST_TEST(failure.type() == "std.runtime_error");
  BOOST_REQUIRE(failure.as<dist::WorkerException>() != nullptr);
  BOOST_TEST(std::string(failure.as<dist::WorkerException>()->what()) == "pyunit error");
  BOOST_TEST(!failure.frames().empty());
}

BOOST_AUTO_TEST_CASE(test_runFailure) {
  const auto result = workerRunTest("test_fail");
  BOOST_REQUIRE(result->failures.size() == 1U);
  const auto& [actualCase, failure] = result->failures[0];
  BOOST_TEST(actualCase == testCase);
  BOOST_TEST(failure.type() == "trial.FailTest");
  BOOST_REQUIRE(failure.as<dist::WorkerException>() != nullptr);
  BOOST_TEST(std::string(failure.as<dist::WorkerException>()->what()) == "pyunit failure");
}

BOOST_AUTO_TEST_CASE(test_runSkip) {
  const auto result = workerRunTest("test_skip");
  BOOST_REQUIRE(result->skips.size() == 1U);
  BOOST_TEST(result->skips[0].first == testCase);
  BOOST_TEST(result->skips[0].second == "pyunit skip");
}

BOOST_AUTO_TEST_CASE(test_runUnexpectedSuccesses) {
  const auto result = workerRunTest("test_todo7");
  BOOST_REQUIRE(result->unexpectedSuccesses.size() == 1U);
  BOOST_TEST(result->unexpectedSuccesses[0].first == testCase);
  BOOST_TEST(result->unexpectedSuccesses[0].second.reason == "todo7");
}

BOOST_AUTO_TEST_CASE(test_testWrite) {
  std::ostringstream stream;
  manager.setTestStream(stream);
  worker.callRemote<dist::managercommands::TestWrite>("Some output");
  flush();
  BOOST_TEST(stream.str() == "Some output\n");
}

BOOST_AUTO_TEST_CASE(test_stopAfterRun) {
  const auto stops = std::make_shared<StopTestResult>();
  const auto test = trial::TestLoader().loadCase("test_pyunitcases.SampleTests.test_pass");
  const Outcome ran(manager.run(test, stops));
  flush();
  BOOST_TEST(stops->stopped == std::vector<trial::TestPtr>{test});
  BOOST_TEST(ran.success().success);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
