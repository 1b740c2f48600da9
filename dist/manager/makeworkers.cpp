// How DistTrialRunner makes its workers.
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include <dist/disttrial.hpp>
#include <dist/manager/meanwhile.hpp>
#include <dist/manager/testdirectory.hpp>
#include <reactor/process/memory.hpp>

namespace dist {

namespace {

protocols::Limits protocolLimits(const trial::RunSettings& settings) {
  protocols::Limits limits;
  limits.messageSize = settings.maxMessage;
  return limits;
}

}  // namespace

std::shared_ptr<LocalWorkerAMP> DistTrialRunner::makeLocalWorkerAMP() {
  return std::make_shared<LocalWorkerAMP>(protocolLimits(settings_));
}

std::shared_ptr<LocalWorker> DistTrialRunner::makeLocalWorker(
    const std::shared_ptr<LocalWorkerAMP>& protocol, const std::filesystem::path& logDirectory,
    const WorkerLogFile& logFile) {
  return std::make_shared<LocalWorker>(protocol, logDirectory, logFile);
}

std::shared_ptr<LocalWorker> DistTrialRunner::numberedWorker(
    const std::shared_ptr<LocalWorkerAMP>& protocol, int number,
    const std::filesystem::path& workingDirectory) {
  protocol->setNumber(number);
  WorkerLogFile log = std::filesystem::path(settings_.logfile);
  if (runLog_ != nullptr) log = runLog_;
  return makeLocalWorker(protocol, workingDirectory / std::to_string(number), log);
}

std::vector<std::shared_ptr<LocalWorker>> DistTrialRunner::createLocalWorkers(
    const std::vector<std::shared_ptr<LocalWorkerAMP>>& protocols,
    const std::filesystem::path& workingDirectory) {
  std::vector<std::shared_ptr<LocalWorker>> workers;
  for (const auto& protocol : protocols) {
    const auto index = static_cast<int>(workers.size());
    workers.push_back(numberedWorker(protocol, index, workingDirectory));
  }
  return workers;
}

void DistTrialRunner::launchWorkerProcesses(
    const Spawner& spawner, const std::vector<std::shared_ptr<reactor::ProcessProtocol>>& protocols,
    const std::vector<std::string>& arguments) {
  auto launch = WorkerLaunch::ofProgram(
      workerExecutable.empty() ? dist::workerExecutable() : workerExecutable, arguments);
  launch.env["TRIAL_WORKERS"] =
      std::to_string(workersOfRun_.value_or(static_cast<int>(protocols.size())));
  for (std::size_t i = 0; i < protocols.size(); ++i) {
    const auto worker = std::dynamic_pointer_cast<LocalWorker>(protocols[i]);
    launch.env["TRIAL_WORKER"] = std::to_string(worker ? worker->amp()->number() : int(i));
    launch.start(spawner, protocols[i]);
  }
}

void DistTrialRunner::startWorkers(reactor::IReactor& reactor, const TestDirectory& directory,
                                   const std::vector<int>& numbers, const WorkerPool::Made& made,
                                   bool replacement) {
  // For `numberedWorker`, which `createLocalWorkers` calls: that one may be overridden.
  const Meanwhile<std::shared_ptr<std::ostream>> meanwhile(runLog_, directory.log());
  std::vector<std::shared_ptr<LocalWorkerAMP>> protocols;
  for (std::size_t i = 0; i < numbers.size(); ++i) protocols.push_back(makeLocalWorkerAMP());
  std::vector<std::shared_ptr<LocalWorker>> workers;
  if (replacement) {
    for (std::size_t i = 0; i < numbers.size(); ++i)
      workers.push_back(numberedWorker(protocols[i], numbers[i], directory.path()));
  } else {
    workers = createLocalWorkers(protocols, directory.path());
  }
  if (workers.size() != numbers.size()) {
    throw std::logic_error(fmt::format("createLocalWorkers made {} workers of {} protocols",
                                       workers.size(), numbers.size()));
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    workers[i]->setClock(reactor);
    made(numbers[i], workers[i]);
  }
  const reactor::ForksAhead guardians;
  launchWorkerProcesses(Spawner(reactor), workers, *settings_.workerArguments);
}

}  // namespace dist
