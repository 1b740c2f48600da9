#include <dist/manager/testdirectory.hpp>

#include <iostream>
#include <utility>

#include <reactor/failure.hpp>
#include <trial/detail/workingdirectory.hpp>
#include <trial/files/testlog.hpp>

namespace dist {

namespace {

std::shared_ptr<std::ostream> openLog(const std::filesystem::path& folder,
                                      const std::string& logFile) {
  if (logFile != "-") return trial::openTestLog(folder, logFile);
  return {&std::cout, [](std::ostream*) {}};  // it is not this one's to close (FIX-30)
}

}  // namespace

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
      log_(openLog(path_, logFile)),
      observer_(*log_) {
  observer_.start();
}

}  // namespace dist
