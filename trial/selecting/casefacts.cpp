#include <trial/selecting/casefacts.hpp>

#include <trial/detail/registry.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/suite.hpp>
#include <trial/testcase.hpp>

namespace trial {

namespace {

void addListed(CaseFacts& facts, const ProgramCase& test) {
  const auto& listed = test.listed();
  facts.framework = test.program().framework->name();
  facts.file = listed.file;
  facts.line = listed.line;
  facts.tags = listed.tags;
  facts.disabled = listed.disabled;
  facts.hidden = listed.hidden;
}

}  // namespace

CaseFacts factsOf(const ITestCase& test) {
  CaseFacts facts;
  facts.id = test.id();
  facts.path = test.path();
  facts.framework = "trial-dist";
  if (const auto* ofProgram = dynamic_cast<const ProgramCase*>(&test)) {
    addListed(facts, *ofProgram);
  } else if (const auto* disabled = dynamic_cast<const DisabledCase*>(&test)) {
    addListed(facts, disabled->disabled());
    facts.skipped = true;
  } else if (const auto* native = dynamic_cast<const RegisteredTest*>(&test)) {
    facts.file = native->testClass().file;
    facts.line = native->testMethod().line;
  } else if (dynamic_cast<const SkipHolder*>(&test) != nullptr) {
    facts.skipped = true;
  }
  return facts;
}

}  // namespace trial
