// A program of random cases (tests/programs/randomcases.hpp), in a folder of its own.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include <trial/programs/program.hpp>

namespace randomprogram {

class RandomProgram {
 public:
  /// `sample` is the program of which it is one.
  RandomProgram(const std::string& sample, unsigned seed)
      : folder(std::filesystem::temp_directory_path() /
               fmt::format("trial-random-{}-{}", ::getpid(), seed)),
        name(fmt::format("random-{}", seed)) {
    std::filesystem::create_directory(folder);
    std::filesystem::create_symlink(std::filesystem::path(TRIAL_TEST_PROGRAMS) / sample,
                                    folder / name);
  }
  ~RandomProgram() { std::filesystem::remove_all(folder); }
  RandomProgram(const RandomProgram&) = delete;
  RandomProgram& operator=(const RandomProgram&) = delete;

  [[nodiscard]] trial::frameworks::ProgramPtr program() const {
    return trial::frameworks::openProgram(name, folder);
  }

  const std::filesystem::path folder;
  const std::string name;
};

/// How many are made, if the user has not said it, and the number of the first:
/// TRIAL_RANDOM_PROGRAMS=200@7000.
inline std::pair<unsigned, unsigned> howMany(unsigned many) {
  unsigned first = 1;
  if (const char* wanted = std::getenv("TRIAL_RANDOM_PROGRAMS"))
    std::sscanf(wanted, "%u@%u", &many, &first);
  return {many, first};
}

}  // namespace randomprogram
