#include <trial/programs/doctest/note.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <trial/programs/common/numbers.hpp>

namespace trial::frameworks {

namespace {

/// XML has no such character.
constexpr char separator = '\x1F';

}  // namespace

std::string textOf(const DoctestNote& note) {
  const auto& [document, suite, name, file, line] = note.place;
  return fmt::format("{} {} {} {} {:d} {:d} {:d}{}{}{}{}{}{}", document, line, note.position,
                     note.positionOfEnabled, note.shuffled, note.nameable, note.maybeSkipped,
                     separator, suite, separator, name, separator, file);
}

DoctestNote noteOf(std::string_view text) {
  const auto next = [&text](char end) {
    const auto at = std::min(text.find(end), text.size());
    const auto part = text.substr(0, at);
    text.remove_prefix(std::min(text.size(), at + 1));
    return part;
  };
  std::array<int, 7> numbers = {};
  for (auto& number : numbers) {
    const bool last = &number == &numbers.back();
    number = wholeNumber(next(last ? separator : ' '));
  }
  DoctestNote note;
  auto& [document, suite, name, file, line] = note.place;
  document = static_cast<std::size_t>(numbers[0]);
  line = numbers[1];
  note.position = static_cast<unsigned>(numbers[2]);
  note.positionOfEnabled = static_cast<unsigned>(numbers[3]);
  note.shuffled = numbers[4] != 0;
  note.nameable = numbers[5] != 0;
  note.maybeSkipped = numbers[6] != 0;
  suite = next(separator);
  name = next(separator);
  file = next(separator);
  return note;
}

}  // namespace trial::frameworks
