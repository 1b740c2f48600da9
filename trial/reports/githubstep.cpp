#include <trial/reports/githubstep.hpp>

#include <cerrno>
#include <ostream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <reactor/process/uniquefd.hpp>
#include <trial/reports/appending.hpp>
#include <trial/reports/formats/github.hpp>

namespace trial {

namespace fs = std::filesystem;

GithubStep::GithubStep(std::ostream& log, Paths paths)
    : log_(log), summary_(std::move(paths.summary)), folder_(std::move(paths.folder)) {
  std::error_code unknown;
  workspace_ = fs::canonical(paths.workspace, unknown);
  if (unknown) workspace_ = folder_;
}

void GithubStep::runBegan(const std::vector<TestPtr>& cases) {
  began_ = true;
  record_.runBegan(cases);
}

void GithubStep::end() {
  if (!began_) return;
  const NoBrokenPipe guard;
  if (summary_) addSummary();
  const auto annotations =
      githubAnnotations(record_, [this](const std::string& file) { return inWorkspace(file); });
  // A command begins its line, and a test may have left one open.
  if (!annotations.empty()) log_ << '\n' << annotations << std::flush;
}

/// Only to a regular file: writing to others may wait for somebody who reads.
void GithubStep::addSummary() {
  const auto tell = [this](const std::string& why) {
    log_ << fmt::format("the summary of the step cannot be written to {}: {}\n", summary_->string(),
                        why)
         << std::flush;
  };
  const auto tellError = [&](int error) { tell(std::generic_category().message(error)); };
  const reactor::UniqueFD fd(
      ::open(summary_->c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return tellError(errno);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) return tellError(errno);
  if (!S_ISREG(status.st_mode)) return tellError(EINVAL);
  const auto text = githubSummary(record_, static_cast<std::size_t>(status.st_size));
  if (text.empty()) return tell(githubHasNoRoom);
  if (const int error = appendWhole(fd.get(), text)) tellError(error);
}

/// A compiler names sources from the folder that it was run in, often one in that of the sources.
std::string GithubStep::inWorkspace(const std::string& file) const {
  fs::path below = file;
  while (!below.empty() && *below.begin() == "..") below = below.lexically_relative("..");
  for (const auto& name :
       {workspace_ / file, folder_ / file, workspace_ / below, folder_ / below}) {
    std::error_code unknown;
    const auto found = fs::canonical(name, unknown);
    if (unknown || !fs::is_regular_file(found, unknown)) continue;
    const auto inside = found.lexically_relative(workspace_);
    if (!inside.empty() && *inside.begin() != "..") return inside.string();
  }
  return {};
}

}  // namespace trial
