#include <reactor/failure/symbols.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

// libbacktrace, which is part of GCC; clang has the library, but not its header.
extern "C" {
struct backtrace_state;
using backtrace_error_callback = void (*)(void* data, const char* message, int number);
using backtrace_full_callback = int (*)(void* data, std::uintptr_t address, const char* file,
                                        int line, const char* function);
backtrace_state* backtrace_create_state(const char* program, int threaded,
                                        backtrace_error_callback onError, void* data);
int backtrace_pcinfo(backtrace_state* state, std::uintptr_t address, backtrace_full_callback each,
                     backtrace_error_callback onError, void* data);
}

namespace reactor::detail {

namespace fs = std::filesystem;

namespace {

/// How often a shared object was loaded into this process or unloaded.
unsigned long long loads() {
  unsigned long long count = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* sum) {
        *static_cast<unsigned long long*>(sum) = info->dlpi_adds + info->dlpi_subs;
        return 1;
      },
      &count);
  return count;
}

void ignoreError(void*, const char*, int) {}

/// The state of libbacktrace. A state knows the objects that were loaded when it was made, so there
/// is a new one after each load or unload. libbacktrace cannot free states.
backtrace_state* state() {
  static std::mutex mutex;
  static backtrace_state* known = nullptr;
  static unsigned long long knownLoads = 0;
  const std::lock_guard lock(mutex);
  if (const auto now = loads(); known == nullptr || now != knownLoads) {
    known = backtrace_create_state(nullptr, 1, ignoreError, nullptr);
    knownLoads = now;
  }
  return known;
}

/// The program or library that contains the address.
Dl_info loaded(std::uintptr_t address) {
  Dl_info info{};
  return dladdr(reinterpret_cast<const void*>(address), &info) == 0 ? Dl_info{} : info;
}

bool inThisLibrary(std::uintptr_t address) {
  static const void* const own = loaded(reinterpret_cast<std::uintptr_t>(&framesOf)).dli_fbase;
  return loaded(address).dli_fbase == own;
}

bool ofTheCppLibrary(std::string_view file) {
  return file.find("/include/c++/") != std::string_view::npos;
}

/// The folder of the program or library that contains the address; empty if it is not known.
fs::path folderOf(std::uintptr_t address) {
  const auto info = loaded(address);
  const fs::path file = info.dli_fname == nullptr ? "" : info.dli_fname;
  std::error_code ignored;
  if (file.is_absolute()) return file.parent_path();
  return fs::read_symlink("/proc/self/exe", ignored)
      .parent_path();  // the main program, whose name is as it was called
}

int addFrame(void* frames, std::uintptr_t, const char* file, int line, const char* function) {
  if (file == nullptr || function == nullptr || ofTheCppLibrary(file)) return 0;
  static_cast<std::vector<Frame>*>(frames)->push_back(
      {functionName(demangled(function)), fs::path(file).lexically_normal().string(), line});
  return 0;
}

/// The position behind the bracket that closes the one at `at`.
std::size_t afterBracket(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (std::string_view("(<[{").find(text[at]) != std::string_view::npos) ++depth;
    if (std::string_view(")>]}").find(text[at]) != std::string_view::npos && --depth == 0)
      return at + 1;
  }
  return at;
}

}  // namespace

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return text ? text.get() : name;
}

std::string functionName(std::string_view demangled) {
  constexpr std::string_view anonymous = "(anonymous namespace)::";
  constexpr std::string_view isOperator = "operator";
  std::string name;
  for (std::size_t at = 0; at < demangled.size();) {
    const auto rest = demangled.substr(at);
    if (rest.starts_with(anonymous)) {
      at += anonymous.size();
    } else if (rest.starts_with(isOperator) && (name.empty() || name.back() == ':')) {
      const auto arguments = rest.find('(', isOperator.size() + 1);
      name += rest.substr(0, arguments);
      at = arguments == std::string_view::npos ? demangled.size() : at + arguments;
    } else if (rest.starts_with("{lambda")) {
      name += "{lambda}";
      at = afterBracket(demangled, at);
    } else if (rest.front() == '<' || rest.front() == '(') {
      at = afterBracket(demangled, at);
    } else if (rest.front() == ' ') {
      if (at > 0 && demangled[at - 1] == ')') break;  // const or the suffix of a clone follows
      name.clear();                                   // so far it was the return type
      ++at;
    } else {
      name += rest.front();
      ++at;
    }
  }
  return name;
}

void findSources(std::vector<Frame>& frames, const Addresses& innermostFirst) {
  const auto address = std::ranges::find_if_not(innermostFirst, inThisLibrary);
  if (address == innermostFirst.end()) return;
  for (auto& frame : frames) {
    const fs::path file = frame.file;
    if (file.is_absolute()) continue;
    for (auto folder = folderOf(*address); folder.has_relative_path();
         folder = folder.parent_path()) {
      std::error_code ignored;
      if (!fs::is_regular_file(folder / file, ignored)) continue;
      frame.file = (folder / file).lexically_normal().string();
      break;
    }
  }
}

std::vector<Frame> framesOf(const Addresses& innermostFirst) {
  std::vector<Frame> frames;
  const auto look = [&](bool ownToo) {
    for (const auto address : innermostFirst) {
      if (ownToo || !inThisLibrary(address))
        backtrace_pcinfo(state(), address, addFrame, ignoreError, &frames);
    }
  };
  look(false);
  if (frames.empty()) look(true);
  std::ranges::reverse(frames);
  findSources(frames, innermostFirst);
  return frames;
}

}  // namespace reactor::detail
