#include <trial/listing/answering.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/listing/modulelist.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/programs/framework.hpp>

namespace trial {

namespace {

std::string listOfFile(const std::filesystem::path& file, const std::string& name) {
  try {
    return listOf(openModuleFile(file, name));
  } catch (...) {
    TestModule failed;
    failed.name = name;
    failed.error = loadFailure();
    return listOf(failed);
  }
}

}  // namespace

bool isAskedToListModule(const std::vector<std::string>& arguments) {
  return arguments.size() == 3 && arguments.front() == listModuleArgument;
}

int answerWithList(const std::vector<std::string>& arguments) {
  // Initialisers that write to low descriptors, or close them, do not meet one that is high, if so
  // many are allowed.
  constexpr int high = 64;
  reactor::UniqueFD report(::fcntl(frameworks::reportFD, F_DUPFD_CLOEXEC, high));
  if (report.get() < 0)
    report = reactor::UniqueFD(::fcntl(frameworks::reportFD, F_DUPFD_CLOEXEC, 0));
  ::close(frameworks::reportFD);
  setRunFolder(std::filesystem::current_path());
  if (reactor::writeAll(report.get(), listOfFile(arguments[1], arguments[2]))) return 0;
  std::cerr << listModuleArgument << ": the list cannot be written: " << std::strerror(errno)
            << '\n';
  return 1;
}

}  // namespace trial
