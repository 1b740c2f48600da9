#include <trial/loading/filenames.hpp>

namespace trial {

bool isSource(const std::filesystem::path& path) {
  const auto extension = path.extension();
  return extension == ".cpp" || extension == ".cc" || extension == ".cxx" || extension == ".hpp";
}

}  // namespace trial
