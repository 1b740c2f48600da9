/// The registry of native tests: modules, classes and methods, filled by the static initialisers of
/// test modules. It is in the library, so that all modules share it.
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

/// Options of a method, a class, a class template or a module. `optionOf` takes the most specific
/// one that is set.
struct TestOptions {
  /// Skips the test, for this reason, which may be empty (TC-14, TC-16).
  std::optional<std::string> skip = std::nullopt;
  /// The test is expected to fail (TC-17 to TC-20).
  TodoOption todo = {};
  /// Time limit in seconds, for each of setUp, the test and tearDown (TC-21); 0 or more.
  std::optional<double> timeout = std::nullopt;
};

/// The Deferred that a stage of a test returned; none if the stage is over.
using Waiting = std::optional<reactor::Deferred<void>>;
/// setUp or tearDown; the argument is an object of the class that it was registered for.
using Stage = Waiting (*)(SynchronousTestCase&);

struct TestMethod {
  std::string name;
  /// The argument is an object of the class that the method was registered for.
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
  /// Only for an instance of a class template: the template's name, and the entry with the options
  /// that TRIAL_CLASS gives to the template.
  std::string templateName = {};
  const TestClass* general = nullptr;
  /// In the order of registration. Use `add` to append.
  std::deque<TestMethod> methods = {};
  const TestModule* module = nullptr;

  /// The method of this name; null if there is none.
  [[nodiscard]] TRIAL_DIST_API const TestMethod* find(std::string_view method) const;
  /// False if there is already one of this name.
  bool add(TestMethod&& method);

 private:
  std::unordered_map<std::string_view, const TestMethod*> byName_ = {};
};

struct TestModule {
  std::string name;
  /// It set its own name, with TRIAL_MODULE.
  bool named = false;
  /// The shared module's file, or the source file if its tests are linked into the program.
  std::filesystem::path path;
  TestOptions options = {};
  std::deque<TestClass> classes = {};
  /// Makes the module's suite, in place of its classes (SU-13).
  std::function<std::shared_ptr<TestSuite>()> testSuite = {};
  /// Messages about errors in its registrations.
  std::vector<std::string> problems = {};
  /// It registered tests or options, or set its name.
  bool isTestModule = false;
  /// The exception with which opening the module failed. It has no classes then.
  std::optional<Failure> error = std::nullopt;

  [[nodiscard]] TRIAL_DIST_API const TestClass* find(std::string_view className) const;
};

/// `name` with dots for `::`: in an id, `::` separates a program from its case, so `ns::MathTests`
/// has the id `module.ns.MathTests`.
[[nodiscard]] std::string dotted(std::string name);

/// The option of the method, else of the class, else of its template, else of the module.
template <class Option>
Option optionOf(const TestClass& testClass, const TestMethod& method, Option TestOptions::*option) {
  if (method.options.*option) return method.options.*option;
  if (testClass.options.*option) return testClass.options.*option;
  const auto* general = testClass.general;
  if (general != nullptr && general->options.*option) return general->options.*option;
  return testClass.module->options.*option;
}

/// Modules are never removed, so references to their classes and methods stay valid.
class TRIAL_DIST_API Registry final {
 public:
  static Registry& instance();

  /// The module that a registration in source `file` belongs to: the module being opened. If none
  /// is, the source is linked into the program and is a module itself, named after its stem.
  TestModule& moduleOf(const char* file);
  /// While this object lives, registrations belong to `module`.
  class Opening final {
   public:
    explicit Opening(TestModule& module);
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

   private:
    TestModule* before_;
  };
  /// The module being opened; null if none is.
  [[nodiscard]] const TestModule* opening() const noexcept { return opening_; }
  TestModule& add(std::string name, std::filesystem::path path);
  /// The first module of this name; null if there is none.
  [[nodiscard]] TestModule* find(std::string_view name);
  [[nodiscard]] const std::deque<TestModule>& modules() const { return modules_; }

  /// These add to the module's `problems` if the registration has errors.
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
