#include <dist/manager/testdirectory.hpp>

#include <utility>

#include <reactor/failure.hpp>
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
      observer_(*log_) {
  observer_.start();
}

}  // namespace dist
