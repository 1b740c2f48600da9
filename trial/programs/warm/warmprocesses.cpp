#include <trial/programs/warm/warmprocesses.hpp>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <trial/programs/run/processreader.hpp>
#include <trial/programs/settings/programsettings.hpp>
#include <trial/programs/warm/suitable.hpp>
#include <trial/programs/warm/warmprograms.hpp>

namespace trial::frameworks {

namespace {

/// A folder that a process has for itself. What it leaves there stays.
class OwnFolder final {
 public:
  /// Throws `std::system_error` if it cannot be made.
  explicit OwnFolder(const reactor::Environment& environment) {
    const auto found = environment.find(temporaryVariable);
    const bool isSet = found != environment.end() && !found->second.empty();
    // A short name: names of sockets in it must not become too long.
    auto name = (isSet ? found->second : "/tmp") + "/wXXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
      throw std::system_error(errno, std::system_category(), name);
    path_ = name;
  }
  ~OwnFolder() {
    if (!path_.empty()) (void)::rmdir(path_.c_str());
  }
  OwnFolder(OwnFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  OwnFolder& operator=(OwnFolder&&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  static constexpr const char* temporaryVariable = "TMPDIR";

 private:
  std::filesystem::path path_;
};

/// What a copy needs until it has ended.
struct Kept {
  std::shared_ptr<const void> ofCommand;
  OwnFolder folder;
};

reactor::Environment withoutFolder(reactor::Environment environment) {
  environment.erase(OwnFolder::temporaryVariable);
  return environment;
}

/// Whether an adapter has added nothing to the environment of all programs. What it adds for some
/// cases alone is no environment for a warm process.
bool isUsual(const reactor::Environment& environment) {
  const auto usual = programEnvironment();
  return std::includes(usual.begin(), usual.end(), environment.begin(), environment.end());
}

/// Starts one process.
class OneStart final {
 public:
  OneStart(reactor::IReactorProcess& spawner, const Program& program,
           std::shared_ptr<ProcessReader> process)
      : spawner_(spawner), program_(program), process_(std::move(process)) {}

  void operator()(Command command) {
    auto& programs = WarmPrograms::ofThisProcess();
    auto& entry = programs.entryOf(program_);
    if (!program_.framework->mayBeWarm() || !entry.reason.empty()) return anew(std::move(command));
    if (!entry.warm) return first(programs, entry, std::move(command));
    switch (entry.warm->state()) {
      case WarmProgram::State::awaited: break;
      case WarmProgram::State::none:
        WarmPrograms::giveUp(entry, program_.name, entry.warm->reason());
        break;
      case WarmProgram::State::ready:
        if (withoutFolder(command.env) == entry.environment && copied(entry, command)) return;
        break;
    }
    anew(std::move(command));
  }

 private:
  void anew(Command command, ProgramStart how = {}) {
    startProgram(spawner_, program_, std::move(command), process_, std::move(how));
  }

  /// Starts the program with the library in it.
  void first(WarmPrograms& programs, WarmEntry& entry, Command command) {
    if (!isUsual(command.env)) return anew(std::move(command));
    const auto& library = programSettings().warmLibrary;
    if (auto reason = whyNotWarm(program_.file, library, command.env); !reason.empty()) {
      WarmPrograms::giveUp(entry, program_.name, std::move(reason));
      return anew(std::move(command));
    }
    entry.environment = withoutFolder(command.env);
    auto warm = std::make_unique<WarmProgram>();
    WarmProgram::addTo(command.env, library);
    anew(std::move(command), {.descriptors = {{WarmProgram::inProgram(), warm->socket()}}});
    warm->started();
    programs.begin(entry, std::move(warm));
  }

  /// False if there is no warm process any more, or no place for a folder.
  bool copied(WarmEntry& entry, const Command& command) {
    std::shared_ptr<const Kept> kept;
    try {
      kept = std::make_shared<const Kept>(Kept{command.kept, OwnFolder(command.env)});
    } catch (const std::system_error&) {
      return false;
    }
    ProgramStart how;
    how.startedBy = [&](const std::map<int, int>& descriptors) {
      return entry.warm->copy(command.args, kept->folder.path(), descriptors);
    };
    try {
      startProgram(spawner_, program_, command, process_, std::move(how));
    } catch (const WarmLost& lost) {
      WarmPrograms::giveUp(entry, program_.name, lost.what());
      return false;
    }
    process_->keep(kept);
    process_->setCopy(entry.doubts < WarmPrograms::mostDoubts);
    return true;
  }

  reactor::IReactorProcess& spawner_;
  const Program& program_;
  std::shared_ptr<ProcessReader> process_;
};

}  // namespace

std::size_t WarmProcesses::start(const Program& program, std::span<const std::string> cases,
                                 std::shared_ptr<ProcessReader> process) {
  return startCases(program, cases, *process, [&](Command command) {
    OneStart(spawner_, program, process)(std::move(command));
  });
}

std::unique_ptr<ICaseHost> makeCaseHost(reactor::IReactorProcess& spawner) {
  if (programSettings().warmLibrary.empty()) return std::make_unique<FreshProcesses>(spawner);
  return std::make_unique<WarmProcesses>(spawner);
}

bool takeDoubt(const Program& program) {
  auto& entry = WarmPrograms::ofThisProcess().entryOf(program);
  if (!entry.reason.empty()) return true;
  if (entry.doubts >= WarmPrograms::mostDoubts) return false;
  ++entry.doubts;
  return true;
}

void keepWarmNoLonger(const Program& program, std::string reason) {
  auto& entry = WarmPrograms::ofThisProcess().entryOf(program);
  if (entry.reason.empty()) WarmPrograms::giveUp(entry, program.name, std::move(reason));
}

bool isWarm(pid_t pid) { return WarmPrograms::ofThisProcess().has(pid); }

void endWarmProcesses() noexcept { WarmPrograms::ofThisProcess().endAll(); }

}  // namespace trial::frameworks
