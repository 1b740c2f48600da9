/// CasesFile: a file that tells a program which cases are to run.
#pragma once

#include <string>

namespace trial::frameworks {

/// A regular file, so that a program may look at it first, and read it more than once. It is there
/// as long as this object.
class CasesFile final {
 public:
  /// In the folder of this process, `_trial_temp` or that of a worker, where a run that a signal
  /// ends leaves nothing that the next one does not remove. `std::system_error` naming the file if
  /// it cannot be written.
  explicit CasesFile(const std::string& content);
  ~CasesFile();
  CasesFile(const CasesFile&) = delete;
  CasesFile& operator=(const CasesFile&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace trial::frameworks
