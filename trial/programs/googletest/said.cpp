#include <trial/programs/googletest/said.hpp>

#include <cstddef>
#include <utility>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/googletest/lines.hpp>

namespace trial::frameworks::googletest {

namespace {

// A longer one is passed on in pieces.
constexpr std::size_t longestLine = std::size_t{64} << 10U;

}  // namespace

void Said::text(std::string_view data) {
  while (!data.empty()) {
    const auto newline = data.find('\n');
    if (newline == std::string_view::npos) {
      partial_ += data;
      if (partial_.size() > longestLine) endLine();
      return;
    }
    partial_ += data.substr(0, newline + 1);
    endLine();
    data.remove_prefix(newline + 1);
  }
}

void Said::endLine() {
  if (!partial_.empty()) line(std::exchange(partial_, {}));
}

void Said::line(std::string_view whole) {
  const auto bare = whole.substr(0, whole.size() - (whole.ends_with('\n') ? 1 : 0));
  if (std::exchange(blankFollows_, false) && bare.empty()) return;
  if (inSummary_) {
    if (isSummary(bare)) return;
    inSummary_ = false;
  }
  if (kept_.size() > mostDetails || (kept_.empty() && !beginsMessage(bare))) return output_(whole);
  kept_ += whole;
}

std::string Said::takeFrom(std::size_t at) {
  auto rest = at < kept_.size() ? kept_.substr(at) : std::string();
  kept_.resize(kept_.size() - rest.size());
  passOn();
  return rest;
}

void Said::passOn() {
  if (!kept_.empty()) output_(take());
}

}  // namespace trial::frameworks::googletest
