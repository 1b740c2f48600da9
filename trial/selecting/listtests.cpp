#include <trial/selecting/listtests.hpp>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <trial/selecting/casefacts.hpp>
#include <trial/selecting/escapedid.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

/// What stands behind the path of a program can be given back so: the loader reads it.
std::string lineOf(const std::string& id) {
  const auto inside = std::min(id.find("::"), id.size());
  std::string line;
  for (const char c : std::string_view(id).substr(0, inside))
    line += c == '\n' ? "\\n" : std::string(1, c);
  return line + escapedId(std::string_view(id).substr(inside)) + '\n';
}

/// JSON is UTF-8: other bytes are replaced by U+FFFD.
std::string jsonOf(const CaseFacts& facts) {
  const nlohmann::ordered_json json = {{"id", facts.id},         {"framework", facts.framework},
                                       {"file", facts.file},     {"line", facts.line},
                                       {"tags", facts.tags},     {"disabled", facts.disabled},
                                       {"hidden", facts.hidden}, {"skipped", facts.skipped}};
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
