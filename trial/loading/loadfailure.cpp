#include <trial/loading/loadfailure.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

/// True for frames of the dynamic linker, which calls a module's initialisers: recognised by
/// glibc's names of functions, and of files if they are known.
bool isOfLinker(const reactor::Frame& frame) {
  const std::string_view function = frame.function;
  const std::string_view file = frame.file;
  return function == "call_init" || function.find("_dl_") != std::string_view::npos ||
         function.find("dlopen") != std::string_view::npos ||
         file.find("elf/dl-") != std::string_view::npos ||
         file.find("/ld-linux") != std::string_view::npos;
}

/// True for frames of this library. Functions of unnamed namespaces have no prefix in their names,
/// so their file decides.
bool isOurs(const reactor::Frame& frame) {
  static const auto folder = std::filesystem::path(__FILE__).parent_path();
  const std::string_view function = frame.function;
  return function.starts_with("trial::") || function.starts_with("reactor::") ||
         std::filesystem::path(frame.file).parent_path() == folder;
}

}  // namespace

reactor::Failure loadFailure() {
  const reactor::Failure failure;
  // The loader's own refusals: no user code was running.
  if (failure.is<ModuleError>() || failure.is<ModuleNotFound>() || failure.is<ObjectNotFound>())
    return failure.withFrames({});
  auto frames = failure.frames();
  frames.erase(frames.begin(), std::find_if(frames.rbegin(), frames.rend(), isOfLinker).base());
  std::erase_if(frames, isOurs);
  return failure.withFrames(std::move(frames));
}

TestPtr holderOf(const std::string& name, Failure error) {
  return std::make_shared<ErrorHolder>(name, std::move(error));
}

ObjectNotFound notFound(const std::string& name, const std::string& why) {
  return ObjectNotFound(fmt::format("{} does not name an object: {}", reactor::repr(name), why));
}

}  // namespace trial
