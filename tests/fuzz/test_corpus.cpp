// Runs the targets with every input that is kept in the corpus.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "targets.hpp"

namespace {

void replay(const char* target, void (*run)(std::string_view)) {
  std::vector<std::filesystem::path> inputs;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(FUZZ_CORPUS) / target)) {
    inputs.push_back(entry.path());
  }
  BOOST_TEST_REQUIRE(inputs.size() > 10U);
  std::sort(inputs.begin(), inputs.end());
  for (const auto& path : inputs) {
    BOOST_TEST_CONTEXT(path.filename()) {
      std::ifstream file(path, std::ios::binary);
      // A buffer of exactly this size, so that AddressSanitizer detects a read behind it.
      const std::vector<char> input{std::istreambuf_iterator<char>(file), {}};
      run({input.data(), input.size()});
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CorpusTests)

BOOST_AUTO_TEST_CASE(decoder) { replay("decoder", fuzz::decoder); }

BOOST_AUTO_TEST_CASE(connection) { replay("connection", fuzz::connection); }

BOOST_AUTO_TEST_SUITE_END()
