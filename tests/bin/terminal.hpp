// A program in a terminal of its own, and what the tests of tests/programs/waiting.hpp need.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace support {

/// Runs a program in a new session whose terminal is this object's.
class Terminal final {
 public:
  using Variables = std::vector<std::pair<std::string, std::string>>;
  Terminal(const std::filesystem::path& folder, const std::vector<std::string>& command,
           const Variables& environment);
  /// Kills it, if it still runs.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(const std::string& keys) const;
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Reads until `text` stands behind all that an earlier call has found. False if the program
  /// ended, or a minute passed, without it.
  [[nodiscard]] bool shows(const std::string& text);
  /// Reads to the end of the program, which it waits for; returns its status as a shell shows it.
  int finish();
  /// Takes the terminal away, as when its window is closed, and waits for the program's end.
  int hangUp();
  /// All that was shown, with plain ends of lines.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  using Clock = std::chrono::steady_clock;
  bool read(int milliseconds);
  bool reap(bool wait);

  int terminal_ = -1;
  pid_t pid_ = -1;
  bool over_ = false;
  int status_ = 0;
  std::string text_;
  std::size_t found_ = 0;
};

/// The two pipes by which waiting programs talk to a test, in a folder.
class Waiting final {
 public:
  explicit Waiting(const std::filesystem::path& folder);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// The variables that the programs look at.
  [[nodiscard]] Terminal::Variables environment(const std::string& at = {}) const;
  /// Waits until a program says that it is at `place`; returns its process id, -1 after a minute.
  [[nodiscard]] pid_t isAt(const std::string& place);
  /// Lets so many that wait, or will wait, go on.
  void go(int count) const;
  /// How many of the processes that the programs have started are alive, once none is or ten
  /// seconds have passed.
  [[nodiscard]] std::size_t left() const;

 private:
  [[nodiscard]] std::vector<pid_t> processes() const;

  std::filesystem::path folder_;
  std::string seconds_;  // of the processes that the programs start: no others have this argument
  int said_ = -1;
  int go_ = -1;
  std::string lines_;
};

/// The state of a process as the kernel shows it: 'T' for one that is stopped.
[[nodiscard]] char stateOf(pid_t pid);

}  // namespace support
