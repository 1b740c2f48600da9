/// WarmProgram: a process of a program that waits at the entry of its `main`.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>

#include <reactor/interfaces.hpp>
#include <reactor/process/uniquefd.hpp>
#include <trial/programs/warm/message.hpp>

namespace trial::frameworks {

/// The warm process has ended, or does not answer; the text is the end of a sentence about it.
class WarmLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// It is made by the library in an ordinary process of the program, as a child of this process, and
/// is ended with this object.
class WarmProgram final {
 public:
  enum class State {
    /// The program has not come to its `main`.
    awaited,
    ready,
    /// There will be none.
    none,
  };

  /// Throws `std::system_error` if there is no socket for it.
  WarmProgram();
  ~WarmProgram();
  WarmProgram(const WarmProgram&) = delete;
  WarmProgram& operator=(const WarmProgram&) = delete;

  /// Adds to the environment what loads the library into a process that is given `socket()` as its
  /// descriptor `inProgram()`.
  static void addTo(reactor::Environment& environment, const std::filesystem::path& library);
  /// A number that the program is not likely to meet.
  [[nodiscard]] static int inProgram();
  /// To be closed by `started` once the process has it.
  [[nodiscard]] int socket() const noexcept { return theirs_.get(); }
  void started() noexcept { theirs_.reset(); }

  /// Takes in what has come.
  [[nodiscard]] State state();
  /// Why there is none, as the end of a sentence about the program.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  /// The warm process; 0 if there is none.
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  /// When it is ready: makes a copy, which leads a process group and calls `main` with these
  /// arguments, with this TMPDIR and these descriptors, by their numbers in it. Returns its number.
  /// Throws `WarmLost`, and there is none any more; `std::system_error` if the system refuses.
  [[nodiscard]] pid_t copy(const std::vector<std::string>& arguments,
                           const std::filesystem::path& temporary,
                           const std::map<int, int>& descriptors);
  /// Ends it, for this reason.
  void end(std::string reason) noexcept;

 private:
  void arrived(const warm::Arrival& arrival);
  void send(const std::map<int, int>& descriptors, int texts);
  [[nodiscard]] warm::Copied answer();

  reactor::UniqueFD ours_;
  reactor::UniqueFD theirs_;
  reactor::UniqueFD handle_;
  pid_t pid_ = 0;
  State state_ = State::awaited;
  std::string reason_;
};

}  // namespace trial::frameworks
