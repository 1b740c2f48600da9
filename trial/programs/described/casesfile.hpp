/// CasesFile: a file that tells a program which cases are to run.
#pragma once

#include <string>

#include <reactor/interfaces.hpp>

namespace trial::frameworks {

/// A regular file, so that a program may look at it first, and read it more than once. It is there
/// as long as this object.
class CasesFile final {
 public:
  /// In the temporary folder that programs with this environment have. `std::system_error` naming
  /// the file if it cannot be written.
  CasesFile(const reactor::Environment& env, const std::string& content);
  ~CasesFile();
  CasesFile(const CasesFile&) = delete;
  CasesFile& operator=(const CasesFile&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace trial::frameworks
