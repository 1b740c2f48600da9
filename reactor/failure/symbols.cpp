#include <reactor/failure/symbols.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <system_error>
#include <utility>

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

#include <reactor/failure/codemap.hpp>

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

/// The program or library that contains the address, as the dynamic linker knows it; or null.
const link_map* loaded(std::uintptr_t address) {
  Dl_info info{};
  void* map = nullptr;
  const auto* const code = reinterpret_cast<const void*>(address);
  return dladdr1(code, &info, &map, RTLD_DL_LINKMAP) == 0 ? nullptr
                                                          : static_cast<const link_map*>(map);
}

bool inThisLibrary(std::uintptr_t address) {
  static const auto* const own = loaded(reinterpret_cast<std::uintptr_t>(&framesOf));
  return loaded(address) == own;
}

/// The path of the file that is mapped at the address, as the kernel knows it; or empty.
std::string mappedFile(std::uintptr_t address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    // LOW-HIGH PERMISSIONS OFFSET DEVICE INODE PATH
    std::istringstream fields(line);
    std::uintptr_t low = 0;
    std::uintptr_t high = 0;
    char minus = 0;
    if (!(fields >> std::hex >> low >> minus >> high) || address < low || address >= high) continue;
    const auto path = line.find('/');
    return path == std::string::npos ? "" : line.substr(path);
  }
  return {};
}

/// The file of the program or library that contains the address; empty if that has none.
fs::path fileOf(const link_map& object, std::uintptr_t address) {
  const std::string_view name = object.l_name;
  std::error_code ignored;
  if (name.empty()) return fs::read_symlink("/proc/self/exe", ignored);
  // A name may be relative to a folder that this process has left since.
  return name.front() == '/' ? std::string(name) : mappedFile(address);
}

/// The place of a relative `file` in `folder` or in a folder above that, if it is there. That comes
/// before where it was compiled, since a tree may have been moved, or its objects made in another.
fs::path searched(const fs::path& file, fs::path folder) {
  if (file.is_absolute()) return file;
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / file, ignored)) return folder / file;
  }
  return file;
}

/// The place of a relative `file` in the folder where it was compiled, if it is there.
fs::path compiled(const fs::path& file, const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / file, ignored) ? folder / file : file;
}

/// The calls at an address of the object, whose file is `file`, innermost first. The debug
/// information stays open for the next question.
std::vector<SourceCall> callsAt(const link_map& object, const fs::path& file,
                                std::uintptr_t address) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  // Never destroyed, since objects that are destroyed at the end of the program may need it.
  static auto& files = *new std::map<const link_map*, CodeMap>;
  static unsigned long long knownLoads = 0;
  // Another file may take the place of one that was unloaded.
  if (const auto now = loads(); now != std::exchange(knownLoads, now)) files.clear();
  auto known = files.find(&object);
  if (known == files.end()) {
    // The program itself is opened by this name also if its file was replaced.
    const bool isProgram = *object.l_name == '\0';
    const auto path = isProgram ? "/proc/self/exe" : file.string();
    known = files.try_emplace(&object, path, file.parent_path()).first;
  }
  return known->second.at(address - object.l_addr);
}

bool ofTheCppLibrary(std::string_view file) {
  return file.find("/include/c++/") != std::string_view::npos;
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
  const auto* const object = loaded(*address);
  if (object == nullptr) return;
  const auto file = fileOf(*object, *address);
  for (auto& frame : frames) {
    auto source = searched(frame.file, file.parent_path());
    if (source.is_relative()) {
      const auto calls = callsAt(*object, file, *address);
      if (!calls.empty()) source = compiled(source, calls.front().folder);
    }
    frame.file = source.lexically_normal().string();
  }
}

std::vector<Frame> framesOf(const Addresses& innermostFirst) {
  std::vector<Frame> frames;
  const auto look = [&](bool ownToo) {
    for (const auto address : innermostFirst) {
      const auto* const object = loaded(address);
      if (object == nullptr || (!ownToo && inThisLibrary(address))) continue;
      const auto file = fileOf(*object, address);
      for (auto& [frame, folder] : callsAt(*object, file, address)) {
        if (frame.function.empty() || frame.file.empty() || ofTheCppLibrary(frame.file)) continue;
        frame.function = functionName(demangled(frame.function.c_str()));
        const auto source = compiled(searched(frame.file, file.parent_path()), folder);
        frame.file = source.lexically_normal().string();
        frames.push_back(std::move(frame));
      }
    }
  };
  look(false);
  if (frames.empty()) look(true);
  std::ranges::reverse(frames);
  return frames;
}

}  // namespace reactor::detail
