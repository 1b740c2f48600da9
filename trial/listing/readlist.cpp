// The reading of a module's list.
#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <typeinfo>
#include <utility>
#include <vector>

#include <trial/detail/loaderrors.hpp>
#include <trial/listing/modulelist.hpp>
#include <trial/loading/names.hpp>
#include <trial/programs/native/records.hpp>
#include <trial/suite.hpp>
#include <trial/testcase.hpp>

namespace trial {

namespace {

constexpr const char* notOpenHere =
    "this process has not opened the module of the test, another process has listed it: only "
    "workers run it";

std::unique_ptr<SynchronousTestCase> refuseToMake() { throw std::logic_error(notOpenHere); }

/// A test of a module's own suite.
class ListedTest final : public ITestCase, public std::enable_shared_from_this<ListedTest> {
 public:
  ListedTest(std::string id, std::string shortDescription, std::vector<std::string> path, int count)
      : id_(std::move(id)),
        shortDescription_(std::move(shortDescription)),
        path_(std::move(path)),
        count_(count) {}

  [[nodiscard]] std::string id() const override { return id_; }
  [[nodiscard]] int countTestCases() const override { return count_; }
  [[nodiscard]] std::string shortDescription() const override { return shortDescription_; }
  [[nodiscard]] std::vector<std::string> path() const override { return path_; }
  [[nodiscard]] std::string_view programName() const noexcept override { return programOf(id_); }
  void run(IReporter& result) override {
    const auto self = shared_from_this();
    result.startTest(self);
    result.addError(self, Failure(std::logic_error(notOpenHere)));
    result.stopTest(self);
  }

 private:
  std::string id_;
  std::string shortDescription_;
  std::vector<std::string> path_;
  int count_;
};

struct ListedFailure {
  std::string type;
  std::string message;
  std::vector<std::string> parents;
  std::vector<reactor::Frame> frames;

  [[nodiscard]] Failure failure() const {
    static const auto moduleError = reactor::qualifiedName(typeid(ModuleError));
    if (type == moduleError) return Failure(ModuleError(message));
    const auto withValue = [this](std::exception_ptr value) {
      return Failure::remote(type, parents, message, frames, std::move(value));
    };
    // Its exception is a Failure, too: one that is made where it is caught is the same again.
    const auto told = withValue(std::make_exception_ptr(std::runtime_error(message)));
    return withValue(std::make_exception_ptr(told));
  }
};

struct ListedCase {
  std::string id;
  std::string shortDescription;
  int count = 1;
  std::vector<std::string> path;
  std::optional<std::string> skip;
  bool holder = false;
  std::optional<ListedFailure> error;

  [[nodiscard]] TestPtr test() const {
    if (error) return std::make_shared<ErrorHolder>(id, error->failure());
    if (skip) return std::make_shared<SkipHolder>(id, *skip, path);
    if (holder) return std::make_shared<TestHolder>(id);
    return std::make_shared<ListedTest>(id, shortDescription, path, count);
  }
};

struct ListedSuite {
  std::vector<ListedCase> tests;
  std::optional<ListedFailure> error;

  [[nodiscard]] SuitePtr make() const {
    if (error) error->failure().raiseException();
    std::vector<TestPtr> made;
    for (const auto& listed : tests) made.push_back(listed.test());
    return std::make_shared<TestSuite>(std::move(made));
  }
};

int numberIn(std::string_view text) {
  int number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

reactor::Frame frameIn(std::string_view text) {
  const auto first = std::min(text.find('\n'), text.size());
  const auto second = std::min(text.find('\n', first + 1), text.size());
  reactor::Frame frame;
  frame.line = numberIn(text.substr(0, first));
  if (first < second) frame.function = text.substr(first + 1, second - first - 1);
  if (second < text.size()) frame.file = text.substr(second + 1);
  return frame;
}

class Reader final {
 public:
  /// True if the list is complete.
  bool read(std::string_view list) {
    frameworks::RecordReader records;
    records.add(list);
    std::string_view kind;
    std::string_view payload;
    while (records.next(kind, payload)) {
      if (kind == "end") return true;
      if (!takeOfModule(kind, payload) && !takeOfClass(kind, payload) && !takeOfTest(kind, payload))
        takeOfFailure(kind, payload);
    }
    return false;
  }

  [[nodiscard]] TestModule module() {
    addClass();
    if (suite_) {
      module_.testSuite = [suite = std::make_shared<const ListedSuite>(*std::move(suite_))] {
        return suite->make();
      };
    }
    if (error_) module_.error = error_->failure();
    return std::move(module_);
  }

 private:
  bool takeOfModule(std::string_view kind, std::string_view payload) {
    if (kind == "module") {
      module_.name = payload;
    } else if (kind == "tests") {
      module_.isTestModule = true;
    } else if (kind == "problem") {
      module_.problems.emplace_back(payload);
    } else if (kind == "suite") {
      suite_.emplace();
    } else {
      return false;
    }
    return true;
  }

  bool takeOfClass(std::string_view kind, std::string_view payload) {
    if (kind == "class") {
      addClass();
      class_.emplace().name = payload;
      return true;
    }
    if (!class_) return false;
    if (kind == "file") {
      class_->file = payload;
    } else if (kind == "template") {
      class_->templateName = payload;
    } else if (kind == "registered") {
      class_->make = refuseToMake;
    } else if (kind == "method") {
      methods_.emplace_back().name = payload;
    } else if (kind == "line") {
      (methods_.empty() ? class_->line : methods_.back().line) = numberIn(payload);
    } else {
      return false;
    }
    return true;
  }

  bool takeOfTest(std::string_view kind, std::string_view payload) {
    if (!suite_) return false;
    if (kind == "test") {
      suite_->tests.emplace_back().id = payload;
      return true;
    }
    if (suite_->tests.empty()) return false;
    auto& test = suite_->tests.back();
    if (kind == "short") {
      test.shortDescription = payload;
    } else if (kind == "count") {
      test.count = numberIn(payload);
    } else if (kind == "part") {
      test.path.emplace_back(payload);
    } else if (kind == "skip") {
      test.skip = payload;
    } else if (kind == "holder") {
      test.holder = true;
    } else {
      return false;
    }
    return true;
  }

  /// A failure belongs to what was told last: a test, the suite, or the module.
  void takeOfFailure(std::string_view kind, std::string_view payload) {
    auto& error = !suite_                 ? error_
                  : suite_->tests.empty() ? suite_->error
                                          : suite_->tests.back().error;
    if (kind == "failure") error.emplace().type = payload;
    if (!error) return;
    if (kind == "message") error->message = payload;
    if (kind == "parent") error->parents.emplace_back(payload);
    if (kind == "frame") error->frames.push_back(frameIn(payload));
  }

  void addClass() {
    if (!class_) return;
    for (auto& method : methods_) class_->add(std::move(method));
    methods_.clear();
    module_.classes.push_back(*std::move(class_));
    class_.reset();
  }

  TestModule module_;
  std::optional<TestClass> class_;
  std::vector<TestMethod> methods_;  // of that class
  std::optional<ListedSuite> suite_;
  std::optional<ListedFailure> error_;
};

}  // namespace

std::optional<TestModule> readList(std::string_view list) {
  Reader reader;
  if (!reader.read(list)) return std::nullopt;
  return reader.module();
}

}  // namespace trial
