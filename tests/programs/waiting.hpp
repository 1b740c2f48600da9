// For tests of what happens in the middle of something: it says that it has come there, and waits.
#pragma once

#include <csignal>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace waiting {

/// Whether the test wants to stop the program here: WAITING_AT names the place.
inline bool isWanted(const std::string& place) {
  const char* wanted = std::getenv("WAITING_AT");
  return wanted != nullptr && wanted == place;
}

/// Starts a process of its own (`sleep`, for the seconds in WAITING_SLEEP), and writes a line with
/// `place` and its process id into the pipe `said` of the folder WAITING_FOLDER. Returns the
/// process that was started, or -1.
inline pid_t say(const std::string& place) {
  const char* seconds = std::getenv("WAITING_SLEEP");
  pid_t child = -1;
  if (seconds != nullptr && (child = ::fork()) == 0) {
    ::execlp("sleep", "sleep", seconds, static_cast<char*>(nullptr));
    ::_exit(127);
  }
  const auto pipe = std::string(std::getenv("WAITING_FOLDER")) + "/said";
  const int said = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  const auto line = place + " " + std::to_string(::getpid()) + "\n";
  if (::write(said, line.data(), line.size()) < 0) std::abort();
  ::close(said);
  return child;
}

/// The same, and waits for a byte in the pipe `go` there.
inline void sayAndWait(const std::string& place) {
  const pid_t child = say(place);
  const auto pipe = std::string(std::getenv("WAITING_FOLDER")) + "/go";
  const int go = ::open(pipe.c_str(), O_RDONLY | O_CLOEXEC);
  char byte = 0;
  while (::read(go, &byte, 1) < 0) {
  }
  ::close(go);
  if (child <= 0) return;
  (void)::kill(child, SIGKILL);
  (void)::waitpid(child, nullptr, 0);
}

}  // namespace waiting
