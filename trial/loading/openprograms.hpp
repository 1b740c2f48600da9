/// The test programs that a loader was asked for: each is opened once and lists its cases once.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <reactor/failure.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial {

struct SplitName;

struct OpenProgram {
  /// Null if it cannot be used.
  frameworks::ProgramPtr program = nullptr;
  /// Null until it was asked for its cases, which share it.
  std::shared_ptr<const frameworks::Listing> listing = nullptr;
  /// Why it cannot be used.
  std::optional<reactor::Failure> error = std::nullopt;
};

/// Two paths of one file are one program, which has the path that was given first.
class OpenPrograms final {
 public:
  /// The test program that `name` names or is inside of; null if the name means something else.
  /// Valid as long as this object.
  OpenProgram* open(const SplitName& name);
  /// Asks the programs among `names` that have not listed their cases yet, all at once; runs the
  /// default reactor until they have.
  void list(const std::vector<std::string>& names);

 private:
  using FileId = std::pair<dev_t, ino_t>;
  /// The file of a path; none if there is no file.
  [[nodiscard]] static std::optional<FileId> fileOf(const std::string& path);
  [[nodiscard]] std::string firstSpellingOf(const std::string& path) const;

  /// By the path as it was written first, with `::` behind it if it is meant as one case.
  std::map<std::string, OpenProgram> byName_;
  /// The paths of those that could be opened.
  std::map<FileId, std::string> spellings_;
};

}  // namespace trial
