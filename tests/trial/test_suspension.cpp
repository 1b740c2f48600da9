// SIGTSTP at moments of a serial run that a terminal cannot be made to hit.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <reactor/process/uniquefd.hpp>
#include <reactor/spawn/descendants.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/suspension.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/programs/run/batch.hpp>

#include "recorder.hpp"
#include "sampleprograms.hpp"

using namespace trial;
using boost::unit_test::label;

namespace {

/// Starts the process, and gets SIGTSTP before anybody waits for it.
class StoppedWhenItStarts final : public reactor::IReactorProcess {
 public:
  reactor::ProcessTransportPtr spawnProcess(
      std::shared_ptr<reactor::ProcessProtocol> protocol, const std::string& executable,
      std::vector<std::string> args, std::optional<reactor::Environment> env,
      std::optional<std::filesystem::path> path, std::optional<uid_t> uid, std::optional<gid_t> gid,
      bool usePTY, reactor::ChildFDs childFDs, reactor::SpawnOptions options) override {
    auto process = reactor::defaultReactor().spawnProcess(
        std::move(protocol), executable, std::move(args), std::move(env), std::move(path), uid, gid,
        usePTY, std::move(childFDs), options);
    (void)::raise(SIGTSTP);
    return process;
  }
  [[nodiscard]] std::vector<reactor::ProcessTransportPtr> getProcesses() const override {
    return reactor::defaultReactor().getProcesses();
  }
};

class Counting final : public IBatchObserver {
 public:
  void caseStarted(const TestPtr&) override {}
  void caseFinished(const CaseReport& report) override { passed += report.successful() ? 1 : 0; }
  void programError(const std::string&, const reactor::Failure&) override {}
  void output(int, std::string_view) override {}
  int passed = 0;
};

/// The status of a process that runs `cases`, in a group of its own: a group that nobody waits for
/// is not stopped.
int runInGroupOfItsOwn(std::vector<BatchCase> cases) {
  (void)::setpgid(0, 0);
  const RunSignals signals(5);
  StoppedWhenItStarts spawner;
  Counting counting;
  Batch batch(spawner, reactor::defaultReactor(), std::move(cases), counting);
  batch.run();
  return counting.passed;
}

/// False if ten seconds pass before a signal has stopped all of them.
bool areStopped(const std::vector<pid_t>& processes) {
  for (int i = 0; i < 1000; ++i) {
    if (std::all_of(processes.begin(), processes.end(),
                    [](pid_t pid) { return reactor::processState(pid) == 'T'; })) {
      return true;
    }
    (void)::poll(nullptr, 0, 10);
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SuspensionTests, *boost::unit_test::timeout(120))

BOOST_AUTO_TEST_CASE(a_program_that_has_just_been_started_is_stopped_and_continued,
                     *label("FIX-34")) {
  const auto program = sampleprograms::sample("boost_waits");
  const auto test = std::make_shared<ProgramCase>(program, "waits_one");
  // It does not end before it is told to.
  const recording::ScratchFolder scratch;
  const auto& folder = scratch.path;
  for (const char* pipe : {"said", "go"})
    BOOST_REQUIRE(::mkfifo((folder / pipe).c_str(), 0600) == 0);
  const reactor::UniqueFD said(::open((folder / "said").c_str(), O_RDWR | O_CLOEXEC));
  const reactor::UniqueFD go(::open((folder / "go").c_str(), O_RDWR | O_CLOEXEC));
  const pid_t run = ::fork();
  if (run == 0) ::setenv("WAITING_FOLDER", folder.c_str(), 1);
  if (run == 0) ::_exit(runInGroupOfItsOwn({*inBatch(test)}));
  int status = 0;
  BOOST_TEST_REQUIRE(::waitpid(run, &status, WUNTRACED) == run);
  BOOST_TEST_REQUIRE(WIFSTOPPED(status));
  const auto started = reactor::childrenOf(run);
  BOOST_TEST(started.size() == 1U);
  BOOST_TEST(areStopped(started));
  BOOST_TEST(::kill(run, SIGCONT) == 0);
  BOOST_TEST(::write(go.get(), "x", 1) == 1);
  BOOST_TEST(::waitpid(run, &status, 0) == run);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 1);
}

BOOST_AUTO_TEST_CASE(timed_calls_are_made_as_much_later_as_the_run_was_stopped, *label("FIX-34")) {
  const pid_t run = ::fork();
  if (run == 0) {
    (void)::setpgid(0, 0);
    const RunSignals signals(5);
    reactor::LibeventReactor loop;
    Suspension suspension(loop);
    const auto call = loop.callLater(1000, [] {});
    const double planned = call->getTime();
    const double before = loop.seconds();
    (void)::raise(SIGTSTP);
    suspension.obey();
    const double later = call->getTime() - planned;
    call->cancel();
    ::_exit(later > 0 && later <= loop.seconds() - before ? 3 : 1);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(::waitpid(run, &status, WUNTRACED) == run);
  BOOST_TEST_REQUIRE(WIFSTOPPED(status));
  BOOST_TEST(::kill(run, SIGCONT) == 0);
  BOOST_TEST(::waitpid(run, &status, 0) == run);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
