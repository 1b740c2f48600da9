// Shared by the tests of trial/: what files and failed assertions say.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <trial/failing.hpp>

namespace texts {

[[nodiscard]] inline std::string contentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_TEST_REQUIRE(file.good(), "cannot read " << path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[nodiscard]] inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The text of the FailTest that `f` throws.
template <class F>
[[nodiscard]] std::string failing(F f) {
  try {
    f();
  } catch (const trial::FailTest& error) {
    return error.what();
  }
  return "passed";
}

}  // namespace texts
