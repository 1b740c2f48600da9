#include <trial/detail/phrases.hpp>

#include <cstddef>

#include <fmt/format.h>

namespace trial {

std::string _listToPhrase(const std::vector<std::string>& things, std::string_view finalDelimiter,
                          std::string_view delimiter) {
  if (things.empty()) return {};
  if (things.size() == 1) return things[0];
  if (things.size() == 2) return fmt::format("{} {} {}", things[0], finalDelimiter, things[1]);
  std::string phrase;
  for (std::size_t i = 0; i + 1 < things.size(); ++i) phrase.append(things[i]).append(delimiter);
  return phrase.append(finalDelimiter).append(" ").append(things.back());
}

}  // namespace trial
