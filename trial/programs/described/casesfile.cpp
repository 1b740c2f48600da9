#include <trial/programs/described/casesfile.hpp>

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/loading/runfolder.hpp>

namespace trial::frameworks {

namespace {

std::string temporaryFolder(const reactor::Environment& env) {
  const auto found = env.find("TMPDIR");
  if (found == env.end() || found->second.empty()) return "/tmp";
  return (runFolder() / found->second).string();
}

}  // namespace

CasesFile::CasesFile(const reactor::Environment& env, const std::string& content)
    : path_(temporaryFolder(env) + "/trial-dist-cases-XXXXXX") {
  const reactor::UniqueFD file(::mkostemp(path_.data(), O_CLOEXEC));
  if (file.get() < 0) throw std::system_error(errno, std::generic_category(), path_);
  if (reactor::writeAll(file.get(), content)) return;
  const int failed = errno;
  ::unlink(path_.c_str());
  throw std::system_error(failed, std::generic_category(), path_);
}

CasesFile::~CasesFile() { ::unlink(path_.c_str()); }

}  // namespace trial::frameworks
