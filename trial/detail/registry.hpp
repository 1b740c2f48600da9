/// The registry of native tests: what the static initialisers of test modules say of their classes
/// and methods, kept in the library so that every module sees the same one.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace reactor {
template <class T>
class Deferred;
}

namespace trial {

class SynchronousTestCase;
class TestSuite;

/// `.todo = "not written yet"`, or `.todo = makeTodo({"std.out_of_range"}, "reason")`.
class TodoOption {
 public:
  TodoOption() = default;
  TodoOption(const char* reason) : value(makeTodo(reason)) {}
  TodoOption(std::string reason) : value(makeTodo(std::move(reason))) {}
  TodoOption(Todo todo) : value(std::move(todo)) {}
  explicit operator bool() const noexcept { return value.has_value(); }

  std::optional<Todo> value;
};

/// What can be said of a method, of a class, of a class template, of a module; the nearest one that
/// says it counts.
struct TestOptions {
  /// Why the test is not run; also an empty text skips (TC-14, TC-16).
  std::optional<std::string> skip = std::nullopt;
  /// Why it is expected to fail (TC-17 to TC-20).
  TodoOption todo = {};
  /// Seconds for setUp, the test and tearDown each (TC-21), 0 or more.
  std::optional<double> timeout = std::nullopt;
};

/// What a stage of a test leaves to wait for.
using Waiting = std::optional<reactor::Deferred<void>>;
/// setUp or tearDown, called on an object of the class that it was registered for.
using Stage = Waiting (*)(SynchronousTestCase&);

struct TestMethod {
  std::string name;
  /// Called on an object of the class that it was registered for.
  std::function<Waiting(SynchronousTestCase&)> run = {};
  TestOptions options = {};
  int line = 0;
};

struct TestModule;

struct TestClass {
  TestClass() = default;
  TestClass(TestClass&&) = default;
  TestClass& operator=(TestClass&&) = default;
  ~TestClass() = default;

  std::string name;
  const std::type_info* type = nullptr;
  std::string file;
  int line = 0;
  std::unique_ptr<SynchronousTestCase> (*make)() = nullptr;
  Stage setUp = nullptr;
  Stage tearDown = nullptr;
  TestOptions options = {};
  /// Of an instance of a class template: the template's name, and what TRIAL_CLASS says of that.
  std::string templateName = {};
  const TestClass* general = nullptr;
  /// In the order of their registration; `add` adds.
  std::deque<TestMethod> methods = {};
  const TestModule* module = nullptr;

  /// Null if there is none.
  [[nodiscard]] TRIAL_DIST_API const TestMethod* find(std::string_view method) const;
  /// False if there is one of that name already.
  bool add(TestMethod&& method);

 private:
  std::unordered_map<std::string_view, const TestMethod*> byName_ = {};
};

struct TestModule {
  std::string name;
  /// It said its name itself, with TRIAL_MODULE.
  bool named = false;
  /// The shared module, or the source file of what is linked into the program.
  std::filesystem::path path;
  TestOptions options = {};
  std::deque<TestClass> classes = {};
  /// Replaces discovery (SU-13).
  std::function<std::shared_ptr<TestSuite>()> testSuite = {};
  /// What is wrong with what it registered, in words.
  std::vector<std::string> problems = {};
  /// It registered something, be it only its name.
  bool spoke = false;
  /// What ended the opening of it. It has no classes then, as the rest of it was not initialised.
  std::optional<Failure> error = std::nullopt;

  [[nodiscard]] TRIAL_DIST_API const TestClass* find(std::string_view className) const;
};

/// `ns::MathTests` has the id `module.ns.MathTests`: `::` in an id begins the name of a foreign
/// case.
[[nodiscard]] std::string dotted(std::string name);

/// What the method says, else the class, else its template, else the module.
template <class Option>
Option optionOf(const TestClass& testClass, const TestMethod& method, Option TestOptions::*option) {
  if (method.options.*option) return method.options.*option;
  if (testClass.options.*option) return testClass.options.*option;
  const auto* general = testClass.general;
  if (general != nullptr && general->options.*option) return general->options.*option;
  return testClass.module->options.*option;
}

/// Modules are never taken out: what they registered lives as long as the program.
class TRIAL_DIST_API Registry final {
 public:
  static Registry& instance();

  /// The module that a registration in source `file` belongs to: the one being opened, else the one
  /// that this source stands for in the program itself, named after its stem.
  TestModule& moduleOf(const char* file);
  /// From here to the end of the scope registrations belong to `module`.
  class Opening final {
   public:
    explicit Opening(TestModule& module);
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

   private:
    TestModule* before_;
  };
  /// Null if none is being opened.
  [[nodiscard]] const TestModule* opening() const noexcept { return opening_; }
  TestModule& add(std::string name, std::filesystem::path path);
  /// The first module of this name; null if there is none.
  [[nodiscard]] TestModule* find(std::string_view name);
  [[nodiscard]] const std::deque<TestModule>& modules() const { return modules_; }

  /// What is wrong with it is told by the module.
  void addClass(const char* file, TestClass testClass, std::vector<TestMethod> methods);
  void setModule(const char* file, const char* name, TestOptions options);
  void setClassOptions(const char* file, std::string className, TestOptions options);

 private:
  Registry() = default;
  static void addMethod(const char* file, TestClass& testClass, TestMethod method,
                        std::vector<std::string>& problems);

  std::deque<TestModule> modules_;
  TestModule* opening_ = nullptr;
};

}  // namespace trial
