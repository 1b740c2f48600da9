#include <trial/running/coverage.hpp>

#include <stdlib.h>

namespace trial {

void collectCoverage(const std::filesystem::path& folder) {
  ::setenv("GCOV_PREFIX", folder.c_str(), 1);
  // %m: processes that run the same code share one file, in which the runtime adds up the counts.
  ::setenv("LLVM_PROFILE_FILE", (folder / "%m.profraw").c_str(), 1);
}

}  // namespace trial
