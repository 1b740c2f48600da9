/// The test programs that a loader was asked for: each is opened once and lists its cases once.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

class OpenPrograms final {
 public:
  /// The test program that `name` names or is inside of; null if the name means something else.
  /// Several paths of one file are one program, which has the path that was given first, unless its
  /// framework is another one by each path, or is none that has marks in the file and the path ends
  /// with another name. Valid as long as this object.
  OpenProgram* open(const SplitName& name);
  /// The same, but always with the path in `name`: the id of a case begins with it.
  OpenProgram* openAsWritten(const SplitName& name);
  /// As `TestLoader::knowProgram`.
  void know(const std::string& name, std::string_view framework, std::string dialect,
            frameworks::CaseNotes notes);
  /// Asks the programs among `names` that have not listed their cases yet, all at once; runs the
  /// default reactor until they have.
  void list(const std::vector<std::string>& names);

 private:
  using FileId = std::pair<dev_t, ino_t>;
  /// The file that a path has now; none if there is no file.
  [[nodiscard]] static std::optional<FileId> fileOf(const std::string& path);
  OpenProgram& firstOf(const std::string& path, OpenProgram& opened);

  /// By the path as it was written first, with `::` behind it if it is meant as one case.
  std::map<std::string, OpenProgram> byName_;
  struct OpenedFile {
    std::string path;
    /// When it was opened.
    const frameworks::Framework* framework = nullptr;
    OpenProgram* program = nullptr;
  };
  /// The system may have given a file's id to another file since.
  std::map<FileId, std::vector<OpenedFile>> openedFiles_;
  std::map<const OpenProgram*, OpenProgram*> firsts_;
};

}  // namespace trial
