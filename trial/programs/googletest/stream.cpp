#include <trial/programs/googletest/stream.hpp>

#include <algorithm>
#include <utility>

namespace trial::frameworks::googletest {

namespace {

// An event has a name and a value, a note the filter.
constexpr std::size_t longestEvent = std::size_t{256} << 10U;

/// Another mark in what stands behind one: the first was text without an end of its line.
bool anyMarkIn(std::string_view line) {
  for (auto at = line.find('\x1b'); at != std::string_view::npos; at = line.find('\x1b', at + 1)) {
    const auto rest = line.substr(at);
    if (rest.size() >= markSize && markAt(rest) != Mark::none) return true;
  }
  return false;
}

}  // namespace

EventStream::EventStream(std::span<const std::string> names, IEventListener& listener)
    : names_(names),
      listener_(listener),
      anyNewline_(std::any_of(names.begin(), names.end(), [](const auto& name) {
        return name.find('\n') != std::string::npos;
      })) {}

void EventStream::received(std::string_view data) {
  pending_ += data;
  std::size_t done = 0;
  while (const auto size = readNext(std::string_view(pending_).substr(done))) done += size;
  pending_.erase(0, done);
}

void EventStream::ended() {
  if (!pending_.empty()) listener_.text(std::exchange(pending_, {}));
}

/// How much of `all` was read; 0 if it may be the beginning of an event.
std::size_t EventStream::readNext(std::string_view all) {
  const auto plain = std::min(all.find('\x1b'), all.size());
  if (plain > 0) {
    listener_.text(all.substr(0, plain));
    return plain;
  }
  if (all.empty() || mayBecomeMark(all)) return 0;
  if (const auto note = name_.empty() ? noteAt(all) : 0; note != 0) {
    if (note != std::string_view::npos) return note;
    if (all.size() < longestEvent) return 0;
  }
  const auto mark = all.size() < markSize ? Mark::none : markAt(all);
  if (mark != Mark::none) return readEvent(mark, all);
  listener_.text(all.substr(0, 1));
  return 1;
}

std::size_t EventStream::readEvent(Mark mark, std::string_view all) {
  const auto rest = all.substr(markSize);
  const bool isCut = !name_.empty() && rest.size() < name_.size() && name_.starts_with(rest);
  if (isCut) return 0;
  const bool ends = mark == Mark::ok || mark == Mark::failed || mark == Mark::skipped;
  const bool isForeign = !name_.empty() && !(ends && rest.starts_with(name_));
  auto size = isForeign ? 0 : endOfEvent(mark, rest);
  if (size == std::string_view::npos) {
    if (rest.size() <= longestEvent) return 0;
    size = rest.size() - 1;
  }
  if (isForeign || anyMarkIn(rest.substr(0, size))) {
    listener_.text(all.substr(0, markSize));
    return markSize;
  }
  const auto whole = markSize + size + 1;
  listener_.event(mark, rest.substr(0, size), all.substr(0, whole));
  return whole;
}

/// The size of the event's text; npos if its end has not come. That of a case that failed may hold
/// the value that it was instantiated with.
std::size_t EventStream::endOfEvent(Mark mark, std::string_view line) const {
  if (mark == Mark::run) return endOfName(line);
  auto end = line.find('\n', name_.size());
  const bool hasValue = mark == Mark::failed && line.substr(name_.size()).starts_with(", where ");
  while (hasValue && end != std::string_view::npos && !secondsAtEnd(line.substr(0, end)))
    end = line.find('\n', end + 1);
  return end;
}

/// The same for a name alone.
std::size_t EventStream::endOfName(std::string_view line) const {
  auto end = line.find('\n');
  if (!anyNewline_) return end;
  for (const auto& name : names_) {
    if (name.starts_with(line)) return std::string_view::npos;
    if (line.starts_with(name) && line[name.size()] == '\n' &&
        (end == std::string_view::npos || name.size() > end))
      end = name.size();
  }
  return end;
}

}  // namespace trial::frameworks::googletest
