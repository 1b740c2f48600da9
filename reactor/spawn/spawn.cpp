#include <reactor/spawn/spawn.hpp>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include <reactor/process/reap.hpp>
#include <reactor/spawn/child.hpp>
#include <reactor/spawn/findinpath.hpp>
#include <reactor/spawn/guardian.hpp>

namespace reactor {

namespace {

/// Sets the default action for SIGCHLD if it is ignored, as programs inherit it from some daemons.
/// The kernel keeps no exit status of children while it is ignored.
void keepExitStatus() {
  struct sigaction action = {};
  if (::sigaction(SIGCHLD, nullptr, &action) != 0) return;
  const bool handled = (action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_IGN;
  if (handled && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
  action = {};
  action.sa_handler = SIG_DFL;
  (void)::sigaction(SIGCHLD, &action, nullptr);
}

void checkText(const char* what, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return;
  throw std::invalid_argument(fmt::format("spawnProcess: {} contains a null byte", what));
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environmentTexts(const Environment& env) {
  std::vector<std::string> texts;
  texts.reserve(env.size());
  for (const auto& [name, value] : env) {
    checkText("the environment", name);
    checkText("the environment", value);
    if (name.empty() || name.find('=') != std::string::npos) {
      throw std::invalid_argument(
          fmt::format("spawnProcess: '{}' is no name of an environment variable", name));
    }
    texts.push_back(name + '=' + value);
  }
  return texts;
}

std::string searchPath(const SpawnRequest& request) {
  if (!request.env) return ownPath();
  const auto found = request.env->find("PATH");
  return found == request.env->end() ? systemPath : found->second;
}

/// The file to run. The child runs it from its own folder, so relative parts of PATH are relative
/// to that.
std::string findExecutable(const SpawnRequest& request) {
  const auto& name = request.executable;
  if (name.find('/') != std::string::npos) return name;
  auto found = findInPath(name, searchPath(request), request.path.value_or(""));
  if (found.file.empty()) {
    throw std::system_error(found.error, std::system_category(),
                            fmt::format("cannot start '{}'", name));
  }
  return std::move(found.file);
}

/// Watches a child that somebody else has made.
Spawned madeChild(pid_t pid, const std::string& executable) {
  auto handle = openPidfd(pid);
  if (handle) return Spawned{pid, std::move(handle)};
  const int error = errno;
  if (::kill(pid, SIGKILL) == 0) (void)reap(pid);
  throw std::system_error(error, std::system_category(),
                          fmt::format("cannot start '{}': pidfd", executable));
}

[[noreturn]] void throwFailed(const ChildStart& start, const SpawnRequest& request) {
  std::string where;
  switch (start.failedStep) {
    case ChildStep::clone: where = ": clone"; break;
    case ChildStep::guardian: where = ": its guardian"; break;
    case ChildStep::group: where = ": process group"; break;
    case ChildStep::deathSignal:
      where = fmt::format(": parent-death signal {}", request.options.parentDeathSignal);
      break;
    case ChildStep::folder:
      where = fmt::format(" in the folder '{}'", request.path.value_or("").native());
      break;
    case ChildStep::descriptors:
      where = fmt::format(": its descriptor {}", start.failedDescriptor);
      break;
    case ChildStep::program: break;
  }
  throw std::system_error(start.error, std::system_category(),
                          fmt::format("cannot start '{}'{}", request.executable, where));
}

}  // namespace

Spawned spawn(const SpawnRequest& request) {
  checkText("the name of the program", request.executable);
  if (request.args.empty()) {
    throw std::invalid_argument("spawnProcess: args is empty, the program's own name comes first");
  }
  for (const auto& argument : request.args) checkText("an argument", argument);
  if (request.path) checkText("the folder", request.path->native());

  const auto executable = findExecutable(request);
  auto argTexts = request.args;
  const auto argv = pointers(argTexts);
  auto envTexts = environmentTexts(request.env.value_or(Environment{}));
  const auto envp = pointers(envTexts);
  std::vector<Placement> placements;
  for (const auto& [target, source] : request.descriptors) placements.push_back({source, target});

  ChildPlan plan{};
  plan.executable = executable.c_str();
  plan.argv = argv.data();
  plan.envp = request.env ? envp.data() : environ;
  plan.folder = request.path ? request.path->c_str() : nullptr;
  plan.placements = placements.data();
  plan.placementCount = placements.size();
  plan.options = request.options;
  plan.lifetime = request.lifetime;

  keepExitStatus();
  if (const auto& make = request.options.startedBy)
    return madeChild(make(request.descriptors), request.executable);
  if (request.options.guarded) {
    auto started = startGuardedChild(plan);
    if (started.start.error != 0) throwFailed(started.start, request);
    return Spawned{started.start.pid, std::move(started.pidfd), started.guardian};
  }
  int pidfd = -1;
  const auto start = startChild(plan, &pidfd);
  UniqueFD handle(pidfd);
  if (start.error != 0) throwFailed(start, request);
  return Spawned{start.pid, std::move(handle)};
}

}  // namespace reactor
