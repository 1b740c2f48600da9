#include <trial/running/testlog.hpp>

#include <cerrno>
#include <system_error>

namespace trial {

namespace fs = std::filesystem;

std::unique_ptr<std::ofstream> openTestLog(const fs::path& path) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  auto log = std::make_unique<std::ofstream>(path, std::ios::app);
  if (!*log) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write the log " + path.string());
  }
  return log;
}

}  // namespace trial
