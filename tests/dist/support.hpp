// Shared by the tests of this layer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <protocols/detail/received.hpp>
#include <reactor/defer.hpp>
#include <reactor/log.hpp>

namespace support {

using Texts = std::vector<std::string>;

/// Takes the current result of a Deferred; none if it has not fired.
template <class T>
[[nodiscard]] std::optional<reactor::Result<T>> outcomeOf(const reactor::Deferred<T>& d) {
  const auto outcome = std::make_shared<std::optional<reactor::Result<T>>>();
  d.addBoth([outcome](reactor::Result<T> result) { outcome->emplace(std::move(result)); });
  return *outcome;
}

/// The failure that it has now, if it has one.
template <class T>
[[nodiscard]] std::optional<reactor::Failure> failureOf(const reactor::Deferred<T>& d) {
  const auto outcome = outcomeOf(d);
  if (!outcome || outcome->index() == 0) return std::nullopt;
  return std::get<1>(*outcome);
}

/// Takes the result as soon as it comes, so that no failure is left over.
template <class T>
class Watched final {
 public:
  explicit Watched(const reactor::Deferred<T>& d) {
    d.addBoth([to = outcome_](reactor::Result<T> result) { to->emplace(std::move(result)); });
  }
  [[nodiscard]] bool called() const { return outcome_->has_value(); }
  [[nodiscard]] const std::optional<reactor::Result<T>>& outcome() const { return *outcome_; }

 private:
  std::shared_ptr<std::optional<reactor::Result<T>>> outcome_ =
      std::make_shared<std::optional<reactor::Result<T>>>();
};
template <class T>
[[nodiscard]] std::optional<reactor::Result<T>> outcomeOf(const Watched<T>& watched) {
  return watched.outcome();
}
template <class T>
[[nodiscard]] std::optional<reactor::Failure> failureOf(const Watched<T>& watched) {
  if (!watched.called() || watched.outcome()->index() == 0) return std::nullopt;
  return std::get<1>(*watched.outcome());
}

/// A fresh folder that goes with this.
struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "test_dist-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

[[nodiscard]] inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A text for each message of AMP.
[[nodiscard]] inline Texts messagesIn(std::string_view bytes) {
  Texts messages;
  while (bytes.size() >= 4) {
    std::size_t size = 0;
    for (const char c : bytes.substr(0, 4)) size = size << 8 | static_cast<unsigned char>(c);
    messages.push_back(protocols::describeMessage(bytes.substr(4, size)));
    bytes.remove_prefix(std::min(4 + size, bytes.size()));
  }
  return messages;
}

/// Records the log while it lives.
struct LoggedTexts {
  LoggedTexts()
      : id(reactor::log::addObserver([this](const reactor::log::Event& event) {
          if (event.isError) ++errors;
          if (const auto text = reactor::log::textFromEvent(event)) texts.push_back(*text);
        })) {}
  LoggedTexts(const LoggedTexts&) = delete;
  LoggedTexts& operator=(const LoggedTexts&) = delete;
  ~LoggedTexts() { reactor::log::removeObserver(id); }
  [[nodiscard]] bool has(const std::string& part) const {
    for (const auto& text : texts) {
      if (text.find(part) != std::string::npos) return true;
    }
    return false;
  }
  Texts texts;
  int errors = 0;
  reactor::log::ObserverID id;
};

}  // namespace support
