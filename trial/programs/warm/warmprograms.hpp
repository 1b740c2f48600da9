/// WarmPrograms: the warm processes of this process, by their programs.
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <list>
#include <memory>
#include <string>

#include <sys/types.h>

#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/warm/warmprogram.hpp>

namespace trial::frameworks {

/// A program in this process.
struct WarmEntry {
  std::filesystem::path file;
  /// What it runs in, without TMPDIR.
  reactor::Environment environment;
  /// The file's identity, size and time of the last change: another file is another program.
  std::string version;
  /// Null: none was started yet, or its turn is over.
  std::unique_ptr<WarmProgram> warm;
  /// Why it is started anew each time; empty: it is not.
  std::string reason;
  /// How many failures in copies were looked at again.
  int doubts = 0;
};

class WarmPrograms final {
 public:
  /// Those of this process.
  [[nodiscard]] static WarmPrograms& ofThisProcess();

  /// The entry of the program as its file is now.
  [[nodiscard]] WarmEntry& entryOf(const Program& program);
  /// How many failures of a program in copies run again.
  static constexpr int mostDoubts = 3;
  /// No more than some programs are warm at a time: ends the oldest for a new one.
  void begin(WarmEntry& entry, std::unique_ptr<WarmProgram> warm);
  /// The program is started anew each time, which the log is told.
  static void giveUp(WarmEntry& entry, const std::string& program, std::string reason);
  [[nodiscard]] bool has(pid_t pid) const;
  void endAll() noexcept { entries_.clear(); }

 private:
  std::list<WarmEntry> entries_;  // the oldest warm ones first
};

}  // namespace trial::frameworks
