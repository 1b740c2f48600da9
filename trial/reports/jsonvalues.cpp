#include <trial/reports/jsonvalues.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <trial/reports/jsonmembers.hpp>
#include <trial/reports/loggedcase.hpp>
#include <trial/selecting/casefacts.hpp>

namespace trial {

namespace {

using Kind = CaseResult::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 6> kindNames = {{
    {Kind::success, "success"},
    {Kind::error, "error"},
    {Kind::failure, "failure"},
    {Kind::expectedFailure, "expectedFailure"},
    {Kind::unexpectedSuccess, "unexpectedSuccess"},
    {Kind::skip, "skip"},
}};

Json textsOf(const std::vector<std::string>& texts) {
  auto array = Json::array();
  for (const auto& text : texts) array.push_back(jsonText(text));
  return array;
}

std::vector<std::string> textsIn(const Json& object, const char* key) {
  std::vector<std::string> texts;
  if (!object.contains(key)) return texts;
  for (const auto& text : arrayAt(object, key)) texts.push_back(bytesOf(text));
  return texts;
}

std::string textIn(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() ? std::string() : bytesOf(*at);
}

Json jsonOf(const Failure& failure) {
  auto json = Json{{"type", jsonText(failure.type())},
                   {"parents", textsOf(failure.parents())},
                   {"message", jsonText(failure.getErrorMessage())}};
  auto frames = Json::array();
  for (const auto& frame : failure.frames()) {
    frames.push_back({{"function", jsonText(frame.function)},
                      {"file", jsonText(frame.file)},
                      {"line", frame.line}});
  }
  json["frames"] = std::move(frames);
  return json;
}

Failure failureOf(const Json& json) {
  std::vector<reactor::Frame> frames;
  for (const auto& frame : arrayAt(json, "frames")) {
    frames.push_back({bytesOf(frame.at("function")), bytesOf(frame.at("file")),
                      integerAt(frame, "line", anyInteger)});
  }
  auto message = bytesOf(json.at("message"));
  auto value = std::make_exception_ptr(std::runtime_error(message));
  return Failure::remote(bytesOf(json.at("type")), textsIn(json, "parents"), std::move(message),
                         std::move(frames), std::move(value));
}

Json jsonOf(const CaseResult& result) {
  const auto named = std::find_if(kindNames.begin(), kindNames.end(),
                                  [&](const auto& row) { return row.first == result.kind; });
  Json json = {{"kind", named->second}};
  if (result.failure) json["failure"] = jsonOf(*result.failure);
  if (!result.reason.empty()) json["reason"] = jsonText(result.reason);
  if (result.todo) {
    json["todo"] = {{"reason", jsonText(result.todo->reason)},
                    {"errors", textsOf(result.todo->errors)}};
  }
  return json;
}

CaseResult resultOf(const Json& json) {
  CaseResult result;
  const auto& kind = json.at("kind").get_ref<const std::string&>();
  const auto named = std::find_if(kindNames.begin(), kindNames.end(),
                                  [&](const auto& row) { return row.second == kind; });
  if (named == kindNames.end()) throw std::runtime_error("no result is of kind " + kind);
  result.kind = named->first;
  const bool failed = result.kind == Kind::error || result.kind == Kind::failure ||
                      result.kind == Kind::expectedFailure;
  if (failed) result.failure = failureOf(json.at("failure"));
  result.reason = textIn(json, "reason");
  if (const auto todo = json.find("todo"); todo != json.end()) {
    result.todo = Todo{bytesOf(todo->at("reason")), textsIn(*todo, "errors")};
  }
  return result;
}

Json jsonOf(const reactor::log::WarningRecord& warning) {
  return {{"category", jsonText(warning.category)},
          {"file", jsonText(warning.filename)},
          {"line", warning.lineno},
          {"message", jsonText(warning.message)}};
}

reactor::log::WarningRecord warningOf(const Json& json) {
  reactor::log::WarningRecord warning;
  warning.category = bytesOf(json.at("category"));
  warning.filename = bytesOf(json.at("file"));
  warning.lineno = integerAt(json, "line", anyInteger);
  warning.message = bytesOf(json.at("message"));
  return warning;
}

}  // namespace

Json jsonOf(const ITestCase& test) {
  const auto facts = factsOf(test);
  Json json = {{"id", jsonText(facts.id)},
               {"path", textsOf(facts.path)},
               {"description", jsonText(test.shortDescription())},
               {"count", test.countTestCases()}};
  if (!test.programName().empty()) json["program"] = jsonText(test.programName());
  if (!facts.file.empty()) {
    json["file"] = jsonText(facts.file);
    json["line"] = facts.line;
  }
  return json;
}

TestPtr testOf(const Json& json) {
  LoggedCase::Facts facts;
  facts.id = bytesOf(json.at("id"));
  facts.path = textsIn(json, "path");
  if (facts.path.empty()) throw std::runtime_error("the path of a test is empty");
  facts.description = bytesOf(json.at("description"));
  facts.count = integerAt(json, "count", 0);
  facts.program = textIn(json, "program");
  facts.place = {textIn(json, "file"), integerIfAt(json, "line", anyInteger).value_or(0)};
  return std::make_shared<LoggedCase>(std::move(facts));
}

void addReport(Json& event, const CaseReport& report) {
  auto results = Json::array();
  for (const auto& result : report.results) results.push_back(jsonOf(result));
  event["results"] = std::move(results);
  if (report.worker) event["worker"] = *report.worker;
  if (report.attempt != 1) event["attempt"] = report.attempt;
  if (report.alone) event["alone"] = true;
  if (!report.out.empty()) event["out"] = jsonText(report.out);
  if (!report.err.empty()) event["err"] = jsonText(report.err);
  if (report.place) {
    event["place"] = {{"file", jsonText(report.place->file)}, {"line", report.place->line}};
  }
  for (const auto& warning : report.warnings) event["warnings"].push_back(jsonOf(warning));
  if (!report.leftBehind.empty()) event["leftBehind"] = textsOf(report.leftBehind);
}

CaseReport reportIn(const Json& event) {
  CaseReport report;
  for (const auto& result : arrayAt(event, "results")) report.results.push_back(resultOf(result));
  report.worker = integerIfAt(event, "worker", 0);
  report.attempt = integerIfAt(event, "attempt", 1).value_or(1);
  report.alone = event.contains("alone") && booleanAt(event, "alone");
  report.out = textIn(event, "out");
  report.err = textIn(event, "err");
  if (const auto at = event.find("place"); at != event.end()) {
    report.place = SourcePlace{bytesOf(at->at("file")), integerAt(*at, "line", anyInteger)};
  }
  if (event.contains("warnings")) {
    for (const auto& warning : arrayAt(event, "warnings"))
      report.warnings.push_back(warningOf(warning));
  }
  report.leftBehind = textsIn(event, "leftBehind");
  return report;
}

}  // namespace trial
