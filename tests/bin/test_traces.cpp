// Tracebacks through modules and programs of two files, by the compilers, optimisations and linkers
// that tests/traces/meson.build lists.
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const fs::path sources = TRIAL_TRACES_SOURCE;
const fs::path built = TRIAL_TRACES;

struct Line {
  std::string file;
  std::string function;
  int number;
  std::string text;
};

/// The only line of the file that has `mark`.
Line lineWith(const std::string& file, const std::string& mark, const std::string& function) {
  Line line{(sources / file).string(), function, 0, {}};
  std::ifstream in(line.file);
  for (std::string text; line.text.empty() && std::getline(in, text);) {
    ++line.number;
    if (text.ends_with(mark)) line.text = text.substr(text.find_first_not_of(' '));
  }
  BOOST_TEST_REQUIRE(line.text != "", file << " has no line that ends with " << mark);
  return line;
}

/// The traceback of the case that calls this file, as a module has it, and as a program has it.
std::string expected(const std::string& file, bool ofProgram) {
  const auto source = file + ".cpp";
  auto member = file + "::member";
  member.front() = static_cast<char>(std::toupper(file.front()));
  const std::vector<Line> lines = {
      lineWith("cases.cpp", file + "(1), 0); }", "TraceTests::test_" + file),
      lineWith(source, "// frame: " + file, file),
      lineWith(source, "// frame: step", "step"),
      lineWith(source, "// frame: " + member, member),
      lineWith("traces.hpp", "// frame: below", "below"),
  };
  std::ostringstream text;
  if (!ofProgram) text << "Traceback (most recent call last):\n";
  for (const auto& line : lines) {
    if (ofProgram) {
      text << line.file << ':' << line.number << ": in " << line.function << '\n';
    } else {
      text << "  File \"" << line.file << "\", line " << line.number << ", in " << line.function
           << "\n    " << line.text << '\n';
    }
  }
  text << "Broken: ";
  return text.str();
}

/// The details of all errors in the output of the subunit reporter, by the id of the case.
std::map<std::string, std::string> errorsIn(const std::string& output) {
  std::map<std::string, std::string> errors;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("error: ") || !line.ends_with(" [")) continue;
    auto& details = errors[line.substr(7, line.size() - 9)];
    while (std::getline(lines, line) && line != "]") details += line + "\n";
  }
  return errors;
}

void checkAll(const Folder& folder, const std::string& jobs) {
  std::vector<std::string> names;
  std::istringstream all(TRIAL_TRACED);
  for (std::string name; all >> name;) names.push_back(name);
  if (names.empty()) {
    BOOST_TEST_MESSAGE("no tracebacks through code of others: this build has sanitizers");
    return;
  }
  std::string arguments = jobs + " --reporter=subunit";
  for (const auto& name : names) {
    arguments += " " + (built / ("test_" + name + ".so")).string();
    arguments += " " + (built / name).string();
  }
  const auto ran = folder.run(arguments);
  auto errors = errorsIn(ran.output);
  for (const std::string file : {"first", "second"}) {
    for (const auto& name : names) {
      const auto module = "test_" + name + ".TraceTests.test_" + file;
      const auto program = (built / name).string() + "::cases.TraceTests.test_" + file;
      BOOST_TEST(errors[module] == expected(file, false) + "\n", module);
      BOOST_TEST(errors[program] == expected(file, true) + "\n", program);
    }
  }
  BOOST_TEST(errors.size() == 4 * names.size(), ran.output);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TraceTests, Folder)

BOOST_AUTO_TEST_CASE(a_traceback_goes_through_every_file_of_a_module, *label("FA-13")) {
  checkAll(*this, "");
}

BOOST_AUTO_TEST_CASE(a_traceback_goes_through_every_file_on_workers, *label("FA-13")) {
  checkAll(*this, "-j2");
}

BOOST_AUTO_TEST_SUITE_END()
