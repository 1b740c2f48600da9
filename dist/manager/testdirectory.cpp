#include <dist/manager/testdirectory.hpp>

#include <utility>

#include <reactor/failure.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <trial/detail/workingdirectory.hpp>
#include <trial/files/testlog.hpp>

namespace dist {

TestDirectory::HeldLock::~HeldLock() {
  try {
    lock_.unlock();
  } catch (...) {
    reactor::log::err(reactor::Failure(),
                      "The lock of the working directory is not as it was left");
  }
}

TestDirectory::TestDirectory(const std::filesystem::path& workingDirectory,
                             const std::string& logFile)
    : TestDirectory(trial::_unusedTestDirectory(workingDirectory), logFile) {}

TestDirectory::TestDirectory(std::pair<std::filesystem::path, reactor::FilesystemLock> taken,
                             const std::string& logFile)
    : path_(std::move(taken.first)),
      lock_(std::move(taken.second)),
      log_(trial::openTestLogOrStdout(path_, logFile)),
      file_(std::dynamic_pointer_cast<trial::RunLog>(log_)),
      observer_(*log_) {
  observer_.start();
}

TestDirectory::~TestDirectory() {
  reactor::cancelCall(writing_);
  // Others may hold the log, and have it written when the clock is gone.
  if (file_) file_->gather(nullptr);
}

void TestDirectory::gatherLog(reactor::IReactorTime& clock) {
  constexpr double delay = 0.1;
  if (!file_) return;
  file_->gather([this, &clock] {
    reactor::cancelCall(writing_);
    writing_ = clock.callLater(delay, [this] { writeOutLog(); });
  });
}

void TestDirectory::writeOutLog() {
  if (file_) file_->writeOut();
}

}  // namespace dist
