#include <trial/programs/described/casesfile.hpp>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/process/writeall.hpp>

namespace trial::frameworks {

CasesFile::CasesFile(const std::string& content)
    : path_((std::filesystem::current_path() / "trial-dist-cases-XXXXXX").string()) {
  const reactor::UniqueFD file(::mkostemp(path_.data(), O_CLOEXEC));
  if (file.get() < 0) throw std::system_error(errno, std::generic_category(), path_);
  if (reactor::writeAll(file.get(), content)) return;
  const int failed = errno;
  ::unlink(path_.c_str());
  throw std::system_error(failed, std::generic_category(), path_);
}

CasesFile::~CasesFile() { ::unlink(path_.c_str()); }

}  // namespace trial::frameworks
