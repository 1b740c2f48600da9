#include <dist/workerlaunch.hpp>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::WorkerLaunch;
using support::Texts;

}  // namespace

BOOST_AUTO_TEST_SUITE(WorkerLaunchTests)

BOOST_AUTO_TEST_CASE(a_program_is_started_as_a_worker_with_amp_on_3_and_4, *label("POOL-08")) {
  setenv("TEST_DIST_MARK", "seen", 1);
  const auto launch = WorkerLaunch::ofProgram("/some/where", {"--force-gc", "x"});
  unsetenv("TEST_DIST_MARK");
  BOOST_TEST(launch.executable == "/some/where");
  BOOST_TEST(launch.args == (Texts{"/some/where", "--worker", "--force-gc", "x"}));
  BOOST_TEST(launch.env.at("TEST_DIST_MARK") == "seen");
  BOOST_TEST(launch.env.contains("TRIAL_PATH"));
  BOOST_TEST(launch.env.contains("TRIAL_DIST_WORKER"));
  const reactor::ChildFDs expected{{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}};
  BOOST_TEST((launch.childFDs == expected));
  BOOST_TEST(launch.options.ownGroup);
  BOOST_TEST(launch.options.parentDeathSignal == SIGKILL);
  BOOST_TEST(launch.options.usesTerminal);
}

BOOST_AUTO_TEST_CASE(amp_may_be_on_other_descriptors) {
  const auto launch = WorkerLaunch::ofProgram("/some/where", {}, {.toWorker = 7, .fromWorker = 8});
  const reactor::ChildFDs expected{{0, 'w'}, {1, 'r'}, {2, 'r'}, {7, 'w'}, {8, 'r'}};
  BOOST_TEST((launch.childFDs == expected));
}

BOOST_AUTO_TEST_CASE(the_spawner_is_told_all_of_it) {
  auto launch = WorkerLaunch::ofProgram("/some/where", {"x"});
  launch.env = {{"ONLY", "this"}};
  const auto protocol = std::make_shared<reactor::ProcessProtocol>();
  int calls = 0;
  launch.start(
      [&](std::shared_ptr<reactor::ProcessProtocol> given, const std::string& executable,
          std::vector<std::string> args, std::optional<reactor::Environment> env,
          std::optional<std::filesystem::path> path, std::optional<uid_t> uid,
          std::optional<gid_t> gid, bool usePTY, reactor::ChildFDs childFDs,
          reactor::SpawnOptions options) -> reactor::ProcessTransportPtr {
        ++calls;
        BOOST_TEST(given == protocol);
        BOOST_TEST(executable == launch.executable);
        BOOST_TEST(args == launch.args);
        BOOST_TEST((env == launch.env));
        BOOST_TEST(!(path || uid || gid || usePTY));
        BOOST_TEST((childFDs == launch.childFDs));
        BOOST_TEST(options.ownGroup);
        BOOST_TEST(options.parentDeathSignal == SIGKILL);
        return nullptr;
      },
      protocol);
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_spawner_may_have_fewer_parameters_and_no_result, *label("POOL-07")) {
  const auto launch = WorkerLaunch::ofProgram("/some/where", {"x"});
  const auto protocol = std::make_shared<reactor::ProcessProtocol>();
  Texts calls;
  launch.start([&] { calls.emplace_back("none"); }, protocol);
  launch.start(
      [&](const auto& given, const std::string& executable) {
        calls.push_back(executable + (given == protocol ? "" : " for another"));
      },
      protocol);
  launch.start(
      [&](const std::shared_ptr<reactor::ProcessProtocol>&, const std::string&, const Texts& args,
          const std::optional<reactor::Environment>& env) -> reactor::ProcessTransportPtr {
        calls.push_back(args.back() + (env ? " with an environment" : ""));
        return nullptr;
      },
      protocol);
  BOOST_TEST(calls == (Texts{"none", "/some/where", "x with an environment"}));
}

BOOST_AUTO_TEST_CASE(a_spawner_may_be_a_reactor) {
  reactor::MemoryReactor reactor;
  const auto launch = WorkerLaunch::ofProgram("/some/where", {"x"});
  launch.start(reactor, std::make_shared<reactor::ProcessProtocol>());
  BOOST_REQUIRE(reactor.spawned().size() == 1U);
  BOOST_TEST(reactor.spawned()[0]->call().args == launch.args);
}

BOOST_AUTO_TEST_CASE(a_process_knows_that_it_was_started_as_a_worker) {
  BOOST_TEST(!dist::startedAsWorker());
  setenv("TRIAL_DIST_WORKER", "1", 1);
  BOOST_TEST(dist::startedAsWorker());
  unsetenv("TRIAL_DIST_WORKER");
}

BOOST_AUTO_TEST_SUITE_END()
