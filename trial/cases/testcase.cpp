#include <trial/testcase.hpp>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <stdlib.h>

#include <fmt/format.h>
#include <trial/cases/caserun.hpp>
#include <trial/cases/runnablecase.hpp>
#include <trial/cases/testpath.hpp>
#include <trial/detail/defaulttimeout.hpp>
#include <trial/logobserver.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

std::string idOf(const TestClass& testClass, const TestMethod& method) {
  const auto& module = testClass.module->name;
  std::string id;
  id.reserve(module.size() + testClass.name.size() + method.name.size() + 2);
  return id.append(module).append(".").append(testClass.name).append(".").append(method.name);
}

}  // namespace

/// Gives a CaseRun the private parts of a SynchronousTestCase, and keeps it alive if it owns it.
class CaseAccess final : public RunnableCase {
 public:
  explicit CaseAccess(SynchronousTestCase& testCase) : case_(testCase) {}
  /// For a registered test; the object is bound to its class and method.
  CaseAccess(std::unique_ptr<SynchronousTestCase> testCase, const TestClass& testClass,
             const TestMethod& method)
      : owned_(std::move(testCase)), case_(*owned_) {
    case_.bind(testClass, method);
  }

  [[nodiscard]] std::optional<std::string> skip() const override { return case_.getSkip(); }
  [[nodiscard]] std::optional<Todo> todo() const override { return case_.getTodo(); }
  [[nodiscard]] bool asynchronous() const override { return case_.asynchronous(); }
  [[nodiscard]] double timeLimit() const override { return case_.timeLimit(); }
  [[nodiscard]] std::string repr() const override { return case_.repr(); }
  [[nodiscard]] std::string methodName() const override { return case_.methodName_; }
  [[nodiscard]] std::optional<Place> registeredAt() const override {
    if (case_.class_ == nullptr) return std::nullopt;
    return Place{case_.class_->file, case_.method_->line};
  }

  Waiting setUp() override {
    return case_.class_ != nullptr ? case_.class_->setUp(case_) : std::nullopt;
  }
  Waiting test() override {
    if (case_.method_ != nullptr) return case_.method_->run(case_);
    if (case_.methodName_ != "runTest") {
      throw std::logic_error(fmt::format("{} is no registered test of its class", case_.repr()));
    }
    return std::nullopt;
  }
  Waiting tearDown() override {
    return case_.class_ != nullptr ? case_.class_->tearDown(case_) : std::nullopt;
  }
  std::optional<std::function<Waiting()>> takeCleanup() override {
    auto& cleanups = case_.cleanups_;
    if (cleanups.empty()) return std::nullopt;
    std::optional<std::function<Waiting()>> last(std::move(cleanups.back()));
    cleanups.pop_back();
    return last;
  }

  void watch(LoggedErrors* logged, reactor::log::WarningCapture* warnings) override {
    case_.logged_ = logged;
    case_.warnings_ = warnings;
  }

 private:
  /// Shared, because the test may call `shared_from_this`.
  std::shared_ptr<SynchronousTestCase> owned_ = nullptr;
  SynchronousTestCase& case_;
};

SynchronousTestCase::SynchronousTestCase(std::string methodName)
    : methodName_(std::move(methodName)) {}

SynchronousTestCase::~SynchronousTestCase() = default;

void SynchronousTestCase::bind(const TestClass& testClass, const TestMethod& method) {
  class_ = &testClass;
  method_ = &method;
  methodName_ = method.name;
}

std::string SynchronousTestCase::moduleName() const {
  if (class_ != nullptr) return class_->module->name;
  const auto name = reactor::qualifiedName(typeid(*this));
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::string() : name.substr(0, dot);
}

std::string SynchronousTestCase::className() const {
  if (class_ != nullptr) return class_->name;
  const auto name = reactor::qualifiedName(typeid(*this));
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

std::string SynchronousTestCase::id() const {
  if (class_ != nullptr) return idOf(*class_, *method_);
  return reactor::qualifiedName(typeid(*this)) + "." + methodName_;
}

std::string SynchronousTestCase::shortDescription() const { return methodName_; }

std::string SynchronousTestCase::repr() const {
  const auto module = moduleName();
  return fmt::format("<{}{}{} testMethod={}>", module, module.empty() ? "" : ".", className(),
                     methodName_);
}

void SynchronousTestCase::run(IReporter& result) {
  TestPtr self = weak_from_this().lock();
  // An object on the stack has no shared owner; the result must not outlive it.
  if (!self) self = TestPtr(TestPtr(), this);
  CaseAccess access(*this);
  CaseRun(std::move(self), result).run(access);
}

void SynchronousTestCase::pushCleanup(std::function<Waiting()> cleanup) {
  cleanups_.push_back(std::move(cleanup));
}

std::shared_ptr<MonkeyPatcher> SynchronousTestCase::patchWith(MonkeyPatcher::Patch patch) {
  const auto patcher = std::make_shared<MonkeyPatcher>();
  patcher->addPatch(std::move(patch));
  patcher->patch();
  pushCleanup([patcher]() -> Waiting {
    patcher->restore();
    return std::nullopt;
  });
  return patcher;
}

std::vector<Failure> SynchronousTestCase::flush(
    const std::function<bool(const Failure&)>& matches) {
  if (logged_ == nullptr) throw std::logic_error("flushLoggedErrors outside of a test: " + repr());
  return logged_->flushErrors(matches);
}

std::vector<WarningRecord> SynchronousTestCase::flushWarnings() {
  if (warnings_ == nullptr) throw std::logic_error("flushWarnings outside of a test: " + repr());
  return warnings_->flush();
}

std::size_t SynchronousTestCase::hash() const {
  return std::hash<std::string>()(moduleName() + "." + className() + "." + methodName_);
}

fs::path SynchronousTestCase::mktemp() {
  constexpr std::size_t maxName = 32;  // of each part, for file systems with short names
  const auto base = fs::path(moduleName().substr(0, maxName)) / className().substr(0, maxName) /
                    methodName_.substr(0, maxName);
  fs::create_directories(base);
  auto pattern = (base / "XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot make a folder in " + base.string());
  }
  return fs::path(pattern) / "temp";
}

std::optional<std::string> SynchronousTestCase::getSkip() const {
  if (class_ == nullptr) return std::nullopt;
  return optionOf(*class_, *method_, &TestOptions::skip);
}

std::optional<Todo> SynchronousTestCase::getTodo() const {
  if (class_ == nullptr) return std::nullopt;
  return optionOf(*class_, *method_, &TestOptions::todo).value;
}

double TestCase::getTimeout() const {
  if (testClass() == nullptr) return DEFAULT_TIMEOUT_DURATION;
  return optionOf(*testClass(), *testMethod(), &TestOptions::timeout)
      .value_or(DEFAULT_TIMEOUT_DURATION);
}

std::string RegisteredTest::id() const { return idOf(class_, method_); }

std::vector<std::string> RegisteredTest::path() const {
  const auto dot = lastDot(class_.name);
  if (dot == std::string::npos) return {class_.module->name, class_.name, method_.name};
  return {class_.module->name + "." + class_.name.substr(0, dot), class_.name.substr(dot + 1),
          method_.name};
}

void RegisteredTest::run(IReporter& result) {
  CaseRun(shared_from_this(), result).run(optionOf(class_, method_, &TestOptions::skip), [this] {
    return std::make_unique<CaseAccess>(class_.make(), class_, method_);
  });
}

}  // namespace trial
