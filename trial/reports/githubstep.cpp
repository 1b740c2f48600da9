#include <trial/reports/githubstep.hpp>

#include <cerrno>
#include <ostream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/reports/formats/github.hpp>

namespace trial {

GithubStep::GithubStep(std::ostream& log, std::optional<std::filesystem::path> summary)
    : log_(log), summary_(std::move(summary)) {}

void GithubStep::runBegan(const std::vector<TestPtr>& cases) {
  began_ = true;
  record_.runBegan(cases);
}

void GithubStep::end() {
  if (!began_) return;
  log_ << githubAnnotations(record_) << std::flush;
  if (summary_) addSummary();
}

/// Only to a regular file: writing to others may wait for somebody who reads.
void GithubStep::addSummary() {
  const auto tell = [this](int error) {
    log_ << fmt::format("the summary of the step cannot be written to {}: {}\n", summary_->string(),
                        std::generic_category().message(error))
         << std::flush;
  };
  const reactor::UniqueFD fd(
      ::open(summary_->c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return tell(errno);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) return tell(errno);
  if (!S_ISREG(status.st_mode)) return tell(EINVAL);
  const auto text = githubSummary(record_, static_cast<std::size_t>(status.st_size));
  if (!reactor::writeAll(fd.get(), text)) tell(errno);
}

}  // namespace trial
