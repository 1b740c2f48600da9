#include <reactor/log.hpp>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <reactor/repr.hpp>

namespace reactor::log {

namespace {

struct Entry {
  ObserverID id;
  Observer observer;
  bool removed = false;
  /// It threw, and the other observers are being told of its error.
  bool muted = false;
};

struct Publisher {
  std::vector<std::shared_ptr<Entry>> entries;
  ObserverID lastID = 0;
};

/// Never destroyed, since objects that are destroyed at the end of the program may log errors.
Publisher& publisher() {
  static Publisher& instance = *new Publisher;
  return instance;
}

WarningCapture* innermostCapture = nullptr;

std::string withTabs(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    result += c;
    if (c == '\n') result += '\t';
  }
  return result;
}

void tellOthers(const Entry& failed) {
  err(Failure(), fmt::format("Log observer {} failed.", failed.id));
}

}  // namespace

std::string Warning::place() const {
  return lineno > 0 ? fmt::format("{}:{}", filename, lineno) : filename;
}

void publish(Event event) {
  const auto entries = publisher().entries;
  bool told = false;
  for (const auto& entry : entries) {
    if (entry->removed || entry->muted) continue;
    try {
      entry->observer(event);
      told = true;
    } catch (...) {
      entry->muted = true;
      tellOthers(*entry);
      entry->muted = false;
    }
  }
  if (!told && event.isError) FileLogObserver(std::cerr).emit(event);
}

void msg(std::string text) {
  Event event;
  event.message = std::move(text);
  publish(std::move(event));
}

void err(Failure failure, std::string why) {
  Event event;
  event.isError = true;
  event.failure = std::move(failure);
  event.why = std::move(why);
  publish(std::move(event));
}

void err(std::string_view stuff, std::string why) {
  Event event;
  event.isError = true;
  event.message = repr(stuff);
  event.why = std::move(why);
  publish(std::move(event));
}

void warn(std::string text, Warning warning) {
  if (innermostCapture != nullptr) {
    innermostCapture->records_.push_back({{std::move(warning)}, std::move(text)});
    return;
  }
  Event event;
  event.message = std::move(text);
  event.warning = std::move(warning);
  publish(std::move(event));
}

WarningCapture::WarningCapture() noexcept : outer_(std::exchange(innermostCapture, this)) {}

WarningCapture::~WarningCapture() {
  innermostCapture = outer_;
  for (auto& record : records_) warn(std::move(record.message), std::move(record));
}

std::vector<WarningRecord> WarningCapture::flush() { return std::exchange(records_, {}); }

ObserverID addObserver(Observer observer) {
  auto& state = publisher();
  state.entries.push_back(std::make_shared<Entry>(Entry{++state.lastID, std::move(observer)}));
  return state.lastID;
}

void removeObserver(ObserverID id) {
  auto& entries = publisher().entries;
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [id](const auto& entry) { return entry->id == id; });
  if (found == entries.end()) throw std::invalid_argument(fmt::format("no log observer {}", id));
  (*found)->removed = true;
  entries.erase(found);
}

ObserverID startLoggingWithObserver(Observer observer) {
  const auto id = addObserver(std::move(observer));
  msg("Log opened.");
  return id;
}

std::optional<std::string> textFromEvent(const Event& event) {
  if (event.warning) {
    const auto& warning = *event.warning;
    return fmt::format("{}: {}: {}", warning.place(), warning.category, event.message);
  }
  if (!event.message.empty()) return event.message;
  if (!event.isError || !event.failure) return std::nullopt;
  auto text = event.why.empty() ? std::string("Unhandled Error") : event.why;
  text += '\n';
  text += event.failure->getTraceback();
  if (text.back() == '\n') text.pop_back();
  return text;
}

FileLogObserver::FileLogObserver(std::ostream& out) : out_(out) {}

FileLogObserver::~FileLogObserver() { stop(); }

void FileLogObserver::emit(const Event& event) {
  const auto text = textFromEvent(event);
  if (!text) return;
  const auto seconds = std::chrono::system_clock::to_time_t(event.time);
  std::tm local{};
  localtime_r(&seconds, &local);
  char stamp[32] = "";
  (void)std::strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S%z", &local);
  out_ << fmt::format("{} [{}] {}\n", stamp, event.system, withTabs(*text)) << std::flush;
}

void FileLogObserver::start() {
  if (id_) return;
  id_ = addObserver([this](const Event& event) { emit(event); });
}

void FileLogObserver::stop() {
  if (id_) removeObserver(*std::exchange(id_, std::nullopt));
}

}  // namespace reactor::log
