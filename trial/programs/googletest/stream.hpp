/// EventStream: cuts what a GoogleTest program prints into the framework's events and other text.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <trial/programs/googletest/lines.hpp>

namespace trial::frameworks::googletest {

class IEventListener {
 public:
  virtual ~IEventListener() = default;
  /// `line` stands behind the mark, without the newline; `whole` is all of it.
  virtual void event(Mark mark, std::string_view line, std::string_view whole) = 0;
  /// Bytes that are no event.
  virtual void text(std::string_view data) = 0;
};

/// An event begins with a coloured mark, anywhere in a line, and goes to the end of the line; a
/// name or a value in it may go over several lines. Notes, on the filter for instance, are left
/// out.
class EventStream final {
 public:
  /// `names` are those of the cases, as they are printed. They and `listener` outlive it.
  EventStream(std::span<const std::string> names, IEventListener& listener);

  /// Bytes, cut anywhere.
  void received(std::string_view data);
  /// No more bytes follow.
  void ended();
  /// The name of the case in progress, empty if there is none.
  void setName(std::string_view name) { name_ = name; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  [[nodiscard]] std::size_t readNext(std::string_view all);
  [[nodiscard]] std::size_t readEvent(Mark mark, std::string_view all);
  [[nodiscard]] std::size_t endOfEvent(Mark mark, std::string_view line) const;
  [[nodiscard]] std::size_t endOfName(std::string_view line) const;

  const std::span<const std::string> names_;
  IEventListener& listener_;
  bool anyNewline_ = false;  // in one of them
  std::string pending_;      // what may be the beginning of an event
  std::string name_;
};

}  // namespace trial::frameworks::googletest
