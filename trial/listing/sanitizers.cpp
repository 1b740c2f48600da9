#include <trial/listing/sanitizers.hpp>

#include <array>

#include <fmt/format.h>

namespace trial {

namespace {

struct Sanitizer {
  std::string_view name;
  /// Its name for the compiler: -fsanitize=address.
  std::string_view option;
  /// The functions of its runtime begin so.
  std::string_view function;
  /// The file of its runtime begins so.
  std::string_view library;
};

// The first that fits counts: a module built with AddressSanitizer needs functions of others, too.
constexpr std::array<Sanitizer, 6> sanitizers = {{
    {"AddressSanitizer", "address", "__asan_", "libasan.so"},
    {"HWAddressSanitizer", "hwaddress", "__hwasan_", "libhwasan.so"},
    {"ThreadSanitizer", "thread", "__tsan_", "libtsan.so"},
    {"MemorySanitizer", "memory", "__msan_", "libmsan.so"},
    {"LeakSanitizer", "leak", "__lsan_", "liblsan.so"},
    {"UndefinedBehaviorSanitizer", "undefined", "__ubsan_", "libubsan.so"},
}};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The runtime is in the program, in the module or in a library; each has its own complaint.
bool isLacking(const Sanitizer& sanitizer, std::string_view said) {
  if (has(said, fmt::format("undefined symbol: {}", sanitizer.function))) return true;
  if (has(said, sanitizer.library) && has(said, "static TLS block")) return true;
  return sanitizer.option == "address" && has(said, "ASan runtime does not come first");
}

}  // namespace

std::string withSanitizerAdvice(std::string_view file, std::string_view said) {
  for (const auto& sanitizer : sanitizers) {
    if (!isLacking(sanitizer, said)) continue;
    return fmt::format(
        "{} was built with {}, and this program was not: build its tests as a program of their "
        "own, "
        "with TRIAL_MAIN and -fsanitize={}, and run that program\n{}",
        file, sanitizer.name, sanitizer.option, said);
  }
  return std::string(said);
}

}  // namespace trial
