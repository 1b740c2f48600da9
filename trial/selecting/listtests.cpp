#include <trial/selecting/listtests.hpp>

#include <ostream>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <trial/selecting/casefacts.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

/// An id has a line of its own, whatever is in it.
std::string lineOf(const std::string& id) {
  std::string line;
  for (const char c : id) line += c == '\n' ? "\\n" : std::string(1, c);
  return line + '\n';
}

/// JSON is UTF-8: other bytes are replaced by U+FFFD.
std::string jsonOf(const CaseFacts& facts) {
  const nlohmann::ordered_json json = {{"id", facts.id},     {"framework", facts.framework},
                                       {"file", facts.file}, {"line", facts.line},
                                       {"tags", facts.tags}, {"disabled", facts.disabled}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

bool listTests(const TestPtr& suite, Options::ListForm form, std::string_view program,
               std::ostream& out, std::ostream& errors) {
  const bool json = form == Options::ListForm::json;
  bool complete = true;
  std::string_view separator = "\n";
  if (json) out << "{\"cases\": [";
  for (const auto& test : _iterateTests(suite)) {
    if (const auto* holder = dynamic_cast<const ErrorHolder*>(test.get())) {
      errors << fmt::format("{}: {}: {}\n", program, holder->id(),
                            holder->error().getErrorMessage());
      complete = false;
      continue;
    }
    const auto facts = factsOf(*test);
    if (json) {
      out << separator << jsonOf(facts);
      separator = ",\n";
    } else if (!facts.skipped) {
      out << lineOf(facts.id);
    }
  }
  if (json) out << "\n]}\n";
  return complete;
}

}  // namespace trial
