#include <trial/programs/common/startfailure.hpp>

#include <array>
#include <cstddef>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include <reactor/repr.hpp>
#include <trial/programs/common/trimmed.hpp>

namespace trial::frameworks {

namespace fs = std::filesystem;

namespace {

/// The beginning of a file, of which the system reads as much for its first line.
std::string beginningOf(const fs::path& file) {
  std::array<char, 256> block{};
  std::ifstream in(file, std::ios::binary);
  in.read(block.data(), block.size());
  return {block.data(), static_cast<std::size_t>(in.gcount())};
}

/// What `#!` names; empty if it names nothing.
std::string interpreterIn(std::string_view beginning) {
  if (!beginning.starts_with("#!")) return {};
  const auto line = trimmed(beginning.substr(2, beginning.find('\n') - 2), " \t");
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

std::string ofFormat(std::string_view beginning) {
  if (beginning.empty()) return "it is empty";
  if (beginning.starts_with("\x7f"
                            "ELF"))
    return "it is a program for another kind of machine, or damaged";
  if (beginning.starts_with("#!")) return "its #! line names nothing that can run it";
  return "it is no program, and a script needs a first line that says what runs it, as #!/bin/sh";
}

}  // namespace

std::string whyNotStarted(const fs::path& file, const std::error_code& error) {
  std::error_code failed;
  if (!fs::exists(file, failed)) return {};
  const auto beginning = beginningOf(file);
  if (error == std::errc::executable_format_error) return ofFormat(beginning);
  const auto interpreter = interpreterIn(beginning);
  const bool missing = error == std::errc::no_such_file_or_directory;
  if (interpreter.empty())
    return missing ? "the loader that it names is missing: it is a program for another system" : "";
  if (missing && !fs::exists(interpreter, failed)) {
    return fmt::format("its #! line names {}, which does not exist", reactor::repr(interpreter));
  }
  if (error == std::errc::permission_denied) {
    return fmt::format("its #! line names {}, which may not be run", reactor::repr(interpreter));
  }
  return {};
}

}  // namespace trial::frameworks
