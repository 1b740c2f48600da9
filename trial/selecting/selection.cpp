#include <trial/selecting/selection.hpp>

#include <cstddef>
#include <memory>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <reactor/repr.hpp>

#include <trial/detail/loaderrors.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/selecting/casefacts.hpp>
#include <trial/selecting/expression.hpp>
#include <trial/selecting/nearest.hpp>
#include <trial/selecting/needs.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

class Selection final {
 public:
  explicit Selection(const std::string& expression) : text_(expression), expression_(expression) {}

  /// Removes what is not to stay. True if the test itself is.
  bool keep(const TestPtr& test) {
    look(test);
    takeNeeded(candidates_);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (candidates_[i].taken) staying_.insert(programCases_[i]);
    }
    return remove(test);
  }

  /// The errors of names explain that there are no tests.
  [[nodiscard]] bool isEmpty() const { return !matched_ && !(errors_ && others_.empty()); }

  [[nodiscard]] std::string whyEmpty() const {
    auto why = fmt::format("no test matches {}", reactor::repr(text_));
    if (others_.empty()) return why + ": there are no tests";
    for (const auto& term : expression_.terms()) {
      if (term.negated || matchesAny(term)) continue;
      why += fmt::format("; none has the {} {}", describe(term.kind), reactor::repr(term.text));
      const auto names = namesFor(term.kind);
      why += nearestText(term.text, std::vector<std::string>(names.begin(), names.end()));
    }
    return why;
  }

 private:
  void look(const TestPtr& test) {
    if (const auto* suite = dynamic_cast<const TestSuite*>(test.get())) {
      for (const auto& member : suite->tests()) look(member);
      return;
    }
    if (dynamic_cast<const ErrorHolder*>(test.get()) != nullptr) {
      errors_ = true;
      staying_.insert(test.get());
      return;
    }
    auto facts = factsOf(*test);
    const bool matches = expression_.matches(facts);
    matched_ = matched_ || matches;
    if (matches) staying_.insert(test.get());
    if (const auto* ofProgram = dynamic_cast<const ProgramCase*>(test.get())) {
      candidates_.push_back({&ofProgram->program(), &ofProgram->listed(), matches});
      programCases_.push_back(test.get());
    }
    if (!matched_) others_.push_back(std::move(facts));
  }

  bool remove(const TestPtr& test) {
    auto* suite = dynamic_cast<TestSuite*>(test.get());
    if (suite == nullptr) return staying_.contains(test.get());
    std::erase_if(suite->tests(), [this](const TestPtr& member) { return !remove(member); });
    return true;
  }

  [[nodiscard]] bool matchesAny(const Term& term) const {
    for (const auto& facts : others_) {
      if (term.matches(facts)) return true;
    }
    return false;
  }

  static const char* describe(Term::Kind kind) {
    switch (kind) {
      case Term::Kind::name: break;
      case Term::Kind::tag: return "tag";
      case Term::Kind::file: return "file";
    }
    return "name";
  }

  [[nodiscard]] std::set<std::string> namesFor(Term::Kind kind) const {
    std::set<std::string> names;
    for (const auto& facts : others_) {
      switch (kind) {
        case Term::Kind::name: names.insert(facts.path.begin(), facts.path.end()); break;
        case Term::Kind::tag: names.insert(facts.tags.begin(), facts.tags.end()); break;
        case Term::Kind::file: names.insert(facts.file); break;
      }
    }
    return names;
  }

  std::string text_;
  Expression expression_;
  bool matched_ = false;
  bool errors_ = false;
  std::vector<CaseFacts> others_;  // until one has matched
  std::vector<Selectable> candidates_;
  std::vector<const ITestCase*> programCases_;  // for each candidate
  std::unordered_set<const ITestCase*> staying_;
};

}  // namespace

TestPtr keepSelected(TestPtr suite, const std::string& expression) {
  Selection selection(expression);
  const bool stays = selection.keep(suite);
  std::vector<TestPtr> tests;
  if (stays) tests.push_back(std::move(suite));
  if (selection.isEmpty()) {
    tests.push_back(
        std::make_shared<ErrorHolder>("-k", Failure(ObjectNotFound(selection.whyEmpty()))));
  }
  if (tests.size() == 1) return tests.front();
  return std::make_shared<TestSuite>(std::move(tests));
}

}  // namespace trial
