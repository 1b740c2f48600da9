#include <trial/files/testlog.hpp>

#include <iostream>

#include <trial/detail/runsettings.hpp>

namespace trial {

std::unique_ptr<RunLog> openTestLog(const std::filesystem::path& folder, const std::string& name) {
  static const std::string defaultName = RunSettings().logfile;
  const auto file = folder / name;
  auto log = std::make_unique<RunLog>();
  if (name == defaultName) {
    log->open(file);
  } else {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    log->openNamed(file);
  }
  return log;
}

std::shared_ptr<std::ostream> openTestLogOrStdout(const std::filesystem::path& folder,
                                                  const std::string& name) {
  if (name == "-") return {&std::cout, [](std::ostream*) {}};
  return openTestLog(folder, name);
}

}  // namespace trial
