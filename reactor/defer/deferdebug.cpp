#include <reactor/deferdebug.hpp>

#include <dlfcn.h>
#include <execinfo.h>

#include <fmt/format.h>

#include <reactor/failure/symbols.hpp>

namespace reactor {

namespace {

bool debugging = false;

std::string describe(void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0 || info.dli_sname == nullptr) {
    return fmt::format("{} in {}", address, info.dli_fname == nullptr ? "?" : info.dli_fname);
  }
  return fmt::format("{} in {}", detail::demangled(info.dli_sname), info.dli_fname);
}

std::string section(const std::vector<std::string>& stack, std::string_view heading,
                    std::string_view mark) {
  if (stack.empty()) return {};
  std::string text = fmt::format(" {}: {}:\n", mark, heading);
  for (const auto& line : stack) text += fmt::format(" {}: {}\n", mark, line);
  return text;
}

}  // namespace

void setDebugging(bool on) noexcept { debugging = on; }
bool getDebugging() noexcept { return debugging; }

namespace detail {

std::vector<std::string> captureStack() {
  constexpr int most = 64;
  constexpr int own = 2;  // frames left out: this function and the one of Chain
  void* addresses[most];
  const int count = backtrace(addresses, most);
  std::vector<std::string> lines;
  for (int i = own; i < count; ++i) lines.push_back(describe(addresses[i]));
  return lines;
}

std::string DebugInfo::text() const {
  return section(creator, "Deferred was created", "C") + section(invoker, "First Invoker was", "I");
}

}  // namespace detail

}  // namespace reactor
