#include <trial/programs/googletest/documents.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <trial/programs/common/numbers.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/googletest/lines.hpp>
#include <trial/programs/googletest/names.hpp>

namespace trial::frameworks::googletest {

namespace {

using nlohmann::json;

/// The size of what groups the digits of a number (`1,234`), which the framework prints by the
/// program's locale. 0 if nothing does.
std::size_t groupingAt(std::string_view text) {
  constexpr std::size_t longest = 4;
  constexpr std::string_view ofJson = "\n\r\"{}[]:";
  for (std::size_t size = 0; size < std::min(text.size(), longest + 1); ++size) {
    if (isDigit(text[size])) return size;
    if (ofJson.find(text[size]) != std::string_view::npos) return 0;
  }
  return 0;
}

/// The text as it is to be parsed. The framework writes the bytes of UTF-8 one by one, as `\u00c3`
/// or, where `char` has no sign, as they are; here each becomes the letter with its number, so that
/// bytes can be taken back from what was parsed. Version 1.12 forgets a comma before the failures
/// outside of suites.
std::string parsable(std::string_view text) {
  std::string whole;
  whole.reserve(text.size());
  bool quoted = false;
  char last = 0;  // outside of quotes and blanks
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const auto byte = static_cast<unsigned char>(letter);
    if (!quoted && isDigit(letter)) {
      whole += letter;
      at += groupingAt(text.substr(at + 1));
    } else if (quoted && letter == '\\') {
      whole += text.substr(at++, 2);
    } else if (byte >= 0x80U) {
      whole += static_cast<char>(0xc0U | (byte >> 6U));
      whole += static_cast<char>(0x80U | (byte & 0x3fU));
    } else {
      if (letter == '"') quoted = !quoted;
      if (!quoted && letter == '{' && last == '}') whole += ',';
      if (!quoted && letter != ' ' && letter != '\n') last = letter;
      whole += letter;
    }
  }
  return whole;
}

std::string bytesOf(const json& value) {
  const auto& text = value.get_ref<const std::string&>();
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte == 0xc2U || byte == 0xc3U) && at + 1 < text.size()) {
      const auto low = static_cast<unsigned char>(text[++at]) & 0x3fU;
      bytes += static_cast<char>(((byte & 0x3U) << 6U) | low);
    } else {
      bytes += text[at];
    }
  }
  return bytes;
}

std::string bytesOf(const json& object, const char* key) {
  const auto value = object.find(key);
  return value != object.end() && value->is_string() ? bytesOf(*value) : std::string();
}

/// Calls `take` with each suite's name and case. False if the document is damaged.
bool forEachCase(std::string_view text,
                 const std::function<void(const std::string& suite, const json& test)>& take) {
  const auto document = json::parse(parsable(text), nullptr, false);
  if (document.is_discarded()) return false;
  try {
    for (const auto& suite : document.at("testsuites")) {
      const auto name = bytesOf(suite.at("name"));
      for (const auto& test : suite.at("testsuite")) take(name, test);
    }
  } catch (const json::exception&) {
    return false;
  }
  return true;
}

/// One document behind the other.
std::vector<std::string_view> documentsIn(std::string_view text) {
  constexpr std::string_view end = "\n}\n";
  std::vector<std::string_view> documents;
  while (text.find_first_not_of(" \n") != std::string_view::npos) {
    const auto at = text.find(end);
    documents.push_back(text.substr(0, at == std::string_view::npos ? at : at + end.size()));
    text.remove_prefix(documents.back().size());
  }
  return documents;
}

ListedCase listedCase(const std::string& suite, std::string name) {
  ListedCase listed;
  listed.id = suite + '.' + name;
  listed.disabled = isDisabled(suite) || isDisabled(name);
  listed.path = {suite, std::move(name)};
  return listed;
}

/// `0.012s`
std::optional<double> secondsOf(std::string_view text) {
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(1);
  return numberIn<double>(text);
}

/// Whether a time in the report is one; that of what was to run and never began is 0, in the zone
/// of the program and with its locale's grouping of digits.
bool tellsTime(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), isDigit);
  return !digits.empty() && !digits.starts_with("1970") && !digits.starts_with("1969");
}

/// The texts under `key`, a line each and more: in the first line is the place.
template <class Take>
void forEachMessage(const json& test, const char* list, const char* key, Take&& take) {
  const auto messages = test.find(list);
  if (messages == test.end()) return;
  for (const auto& message : *messages) {
    const auto text = bytesOf(message.at(key));
    const auto newline = std::min(text.find('\n'), text.size());
    take(text.substr(0, newline), newline == text.size() ? "" : text.substr(newline + 1));
  }
}

CaseRecord recordOf(const std::string& suite, const json& test) {
  CaseRecord record;
  record.name = suite + '.' + bytesOf(test.at("name"));
  record.ran = bytesOf(test, "status") == "RUN" && tellsTime(bytesOf(test, "timestamp"));
  record.skipped = bytesOf(test, "result") == "SKIPPED";
  record.seconds = secondsOf(bytesOf(test, "time"));
  forEachMessage(test, "failures", "failure", [&](const auto& place, const auto& message) {
    addLines(record.failures, fmt::format("{}: Failure\n{}", place, message));
  });
  forEachMessage(test, "skipped", "message",
                 [&](const auto&, const auto& message) { addLines(record.skipReason, message); });
  return record;
}

}  // namespace

std::optional<std::vector<ListedCase>> readList(std::string_view json) {
  std::vector<ListedCase> cases;
  const auto documents = documentsIn(json);
  // A main function that runs the cases several times lists them as often.
  const bool alike = std::all_of(documents.begin(), documents.end(),
                                 [&](auto document) { return document == documents.front(); });
  if (documents.empty() || !alike) return std::nullopt;
  const bool whole =
      forEachCase(documents.front(), [&](const std::string& suite, const auto& test) {
        auto listed = listedCase(suite, bytesOf(test.at("name")));
        listed.file = bytesOf(test, "file");
        if (const auto line = test.find("line"); line != test.end() && line->is_number())
          listed.line = line->template get<int>();
        cases.push_back(std::move(listed));
      });
  if (!whole) return std::nullopt;
  makeIds(cases);
  return cases;
}

std::optional<bool> runsDisabled(const std::vector<ListedCase>& cases, std::string_view json,
                                 std::size_t index) {
  // The names of those that are in the shard, if disabled cases are counted, and if they are not.
  std::vector<std::string> counted;
  std::vector<std::string> notCounted;
  std::size_t all = 0;
  std::size_t enabled = 0;
  for (const auto& name : namesOf(cases)) {
    const auto& listed = cases[all];
    if (all++ % 2 == index) counted.push_back(name);
    if (enabled % 2 == index) notCounted.push_back(name);
    if (!listed.disabled) ++enabled;
  }
  std::vector<std::string> shard;
  const bool whole = forEachCase(json, [&](const std::string& suite, const auto& test) {
    shard.push_back(suite + '.' + bytesOf(test.at("name")));
  });
  if (!whole) return false;
  if ((shard == counted) == (shard == notCounted)) return std::nullopt;
  return shard == counted;
}

std::vector<ListedCase> readPrintedList(std::string_view out) {
  constexpr std::string_view indent = "  ";
  constexpr std::string_view comment = "  # ";
  std::vector<ListedCase> cases;
  std::optional<std::string> suite;
  while (!out.empty()) {
    auto line = out.substr(0, out.find('\n'));
    out.remove_prefix(std::min(out.size(), line.size() + 1));
    line = line.substr(0, line.find(comment, 1));
    if (suite && line.starts_with(indent) && line.size() > indent.size() &&
        line[indent.size()] != ' ') {
      cases.push_back(listedCase(*suite, std::string(line.substr(indent.size()))));
    } else if (line.size() > 1 && line.ends_with('.') &&
               line.find_first_of(" \t") == std::string_view::npos) {
      suite = line.substr(0, line.size() - 1);
    } else {
      suite.reset();
    }
  }
  makeIds(cases);
  return cases;
}

std::optional<std::vector<CaseRecord>> readReports(std::string_view json) {
  std::vector<CaseRecord> records;
  for (const auto document : documentsIn(json)) {
    const bool whole = forEachCase(document, [&](const std::string& suite, const auto& test) {
      records.push_back(recordOf(suite, test));
    });
    if (!whole) return std::nullopt;
  }
  if (records.empty()) return std::nullopt;
  return records;
}

}  // namespace trial::frameworks::googletest
