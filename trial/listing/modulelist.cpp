#include <trial/listing/modulelist.hpp>

#include <string>
#include <typeinfo>
#include <vector>

#include <fmt/format.h>
#include <trial/loading/loadfailure.hpp>
#include <trial/programs/native/records.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

using frameworks::appendRecord;

void appendNumber(std::string& out, std::string_view kind, int number) {
  appendRecord(out, kind, std::to_string(number));
}

void appendFailure(std::string& out, const Failure& failure) {
  appendRecord(out, "failure", failure.type());
  appendRecord(out, "message", failure.getErrorMessage());
  for (const auto& parent : failure.parents()) appendRecord(out, "parent", parent);
  for (const auto& frame : failure.frames())
    appendRecord(out, "frame", fmt::format("{}\n{}\n{}", frame.line, frame.function, frame.file));
}

void appendClass(std::string& out, const TestClass& testClass) {
  appendRecord(out, "class", testClass.name);
  appendRecord(out, "file", testClass.file);
  appendNumber(out, "line", testClass.line);
  if (testClass.make != nullptr) appendRecord(out, "registered");
  if (!testClass.templateName.empty()) appendRecord(out, "template", testClass.templateName);
  for (const auto& method : testClass.methods) {
    appendRecord(out, "method", method.name);
    appendNumber(out, "line", method.line);
  }
}

void appendTest(std::string& out, const ITestCase& test) {
  appendRecord(out, "test", test.id());
  appendRecord(out, "short", test.shortDescription());
  appendNumber(out, "count", test.countTestCases());
  for (const auto& part : test.path()) appendRecord(out, "part", part);
  // What takes the place of a test is run by the process that reports.
  if (const auto* error = dynamic_cast<const ErrorHolder*>(&test)) {
    appendFailure(out, error->error());
  } else if (const auto* skip = dynamic_cast<const SkipHolder*>(&test)) {
    appendRecord(out, "skip", skip->reason());
  } else if (typeid(test) == typeid(TestHolder)) {
    appendRecord(out, "holder");
  }
}

void appendSuite(std::string& out, const TestModule& module) {
  appendRecord(out, "suite");
  std::vector<TestPtr> tests;
  try {
    tests = _iterateTests(module.testSuite());
  } catch (...) {
    appendFailure(out, loadFailure());
  }
  for (const auto& test : tests) appendTest(out, *test);
}

}  // namespace

std::string listOf(const TestModule& module) {
  std::string list;
  appendRecord(list, "module", module.name);
  if (module.error) {
    appendFailure(list, *module.error);
  } else {
    if (module.isTestModule) appendRecord(list, "tests");
    for (const auto& problem : module.problems) appendRecord(list, "problem", problem);
    for (const auto& testClass : module.classes) appendClass(list, testClass);
    if (module.testSuite) appendSuite(list, module);
  }
  appendRecord(list, "end");
  return list;
}

}  // namespace trial
