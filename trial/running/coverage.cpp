#include <trial/running/coverage.hpp>

#include <trial/running/environment.hpp>

namespace trial {

void collectCoverage(const std::filesystem::path& folder) {
  setRunVariable("GCOV_PREFIX", folder.string());
  // %m: processes that run the same code share one file, in which the runtime adds up the counts.
  setRunVariable("LLVM_PROFILE_FILE", (folder / "%m.profraw").string());
}

}  // namespace trial
