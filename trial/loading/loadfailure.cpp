#include <trial/loading/loadfailure.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include <trial/modules.hpp>

namespace trial {

namespace {

/// The linker calls the initialisers of what it opens. glibc's names, and its files if they are
/// known.
bool isLinkers(const reactor::Frame& frame) {
  const std::string_view function = frame.function;
  const std::string_view file = frame.file;
  return function == "call_init" || function.find("_dl_") != std::string_view::npos ||
         function.find("dlopen") != std::string_view::npos ||
         file.find("elf/dl-") != std::string_view::npos ||
         file.find("/ld-linux") != std::string_view::npos;
}

/// Functions without linkage have bare names, so their file has to tell.
bool isOurs(const reactor::Frame& frame) {
  static const auto folder = std::filesystem::path(__FILE__).parent_path();
  const std::string_view function = frame.function;
  return function.starts_with("trial::") || function.starts_with("reactor::") ||
         std::filesystem::path(frame.file).parent_path() == folder;
}

}  // namespace

reactor::Failure loadFailure() {
  const reactor::Failure failure;
  // We refuse it: there is no code to look at.
  if (failure.is<ModuleError>() || failure.is<ModuleNotFound>() || failure.is<ObjectNotFound>())
    return failure.withFrames({});
  auto frames = failure.frames();
  frames.erase(frames.begin(), std::find_if(frames.rbegin(), frames.rend(), isLinkers).base());
  std::erase_if(frames, isOurs);
  return failure.withFrames(std::move(frames));
}

}  // namespace trial
