#include <trial/reports/formats/junit.hpp>

#include <algorithm>
#include <ctime>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pugixml.hpp>

#include <trial/reporters/textline.hpp>
#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/xmltext.hpp>

namespace trial {

namespace {

/// GitLab reads files up to 30 MB.
constexpr std::size_t mostOfReport = std::size_t{28} << 20U;
/// Of each text.
constexpr std::size_t mostOfText = std::size_t{64} << 10U;
/// Of a message once half of that is used.
constexpr std::size_t mostWithoutRoom = 100;
/// What an element of a case takes beside the values in it, and the one of its outcome.
constexpr std::size_t perCase = 80;
constexpr std::size_t perOutcome = 60;

/// What it takes in the file, where some characters are escaped.
std::size_t writtenSize(std::string_view text) {
  const auto sizeOf = [](std::size_t before, unsigned char c) -> std::size_t {
    if (c == '<' || c == '>') return before + std::string_view("&lt;").size();
    if (c == '&' || c == '"' || c < ' ') return before + std::string_view("&quot;").size();
    return before + 1;
  };
  return std::accumulate(text.begin(), text.end(), std::size_t{0}, sizeOf);
}

void setAttribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

/// Makes the document of a run.
class Document final {
 public:
  explicit Document(const RunRecord& run) : run_(run) {
    suites_ = document_.append_child("testsuites");
    suite_ = suites_.append_child("testsuite");
    for (const auto& one : run.cases()) addCase(one);
    if (const auto problem = run.problem(); !problem.empty()) addProblem(problem);
    addTexts();
    addNumbers();
  }

  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    document_.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
    return out.str();
  }

 private:
  void addCase(const RecordedCase& one) {
    const auto group = inXml(idInOneLine(one.group()));
    auto name = inXml(idInOneLine(one.name()));
    if (name.empty()) name = group;
    makeUnique(group, name);
    auto node = suite_.append_child("testcase");
    setAttribute(node, "classname", group);
    setAttribute(node, "name", name);
    if (!one.place.file.empty()) {
      setAttribute(node, "file", inXml(one.place.file));
      if (one.place.line > 0) setAttribute(node, "line", std::to_string(one.place.line));
    }
    setAttribute(node, "time", fmt::format("{:.6f}", one.report.seconds.value_or(0)));
    bytes_ += perCase + writtenSize(group) + writtenSize(name) + writtenSize(one.place.file);
    addOutcome(node, one);
    nodes_.push_back(node);
  }

  /// GitLab uses the first of those that have one name.
  void makeUnique(const std::string& group, std::string& name) {
    const auto plain = name;
    auto& last = lastNumbers_[group + '\n' + plain];
    while (!names_.insert(group + '\n' + name).second)
      name = fmt::format("{} ({})", plain, ++last + 1);
  }

  void addOutcome(pugi::xml_node node, const RecordedCase& one) {
    const char* element = nullptr;
    std::string message = one.summary();
    switch (one.outcome()) {
      case Outcome::passed: return;
      case Outcome::expectedFailure:
        element = "skipped";
        message = "expected failure: " + message;
        break;
      case Outcome::skipped:
      case Outcome::notRun: element = "skipped"; break;
      case Outcome::unexpectedSuccess:
        element = "failure";
        message = "unexpected success: " + message;
        break;
      case Outcome::failed: element = "failure"; break;
      case Outcome::error: element = "error"; break;
    }
    ++counts_[element];
    auto outcome = node.append_child(element);
    const bool hasRoom = bytes_ < mostOfReport;
    const auto most = bytes_ < mostOfReport / 2 ? mostOfMessage : mostWithoutRoom;
    message = hasRoom ? inXml(cutLine(message, most)) : "";
    setAttribute(outcome, "message", message);
    const auto type = hasRoom ? inXml(cutLine(one.type(), most)) : "";
    if (!type.empty()) setAttribute(outcome, "type", type);
    bytes_ += perOutcome + writtenSize(message) + writtenSize(type);
  }

  /// Adds a run that ended early as an error: without failures readers take a report for a good
  /// one.
  void addProblem(const std::string& problem) {
    auto node = suite_.append_child("testcase");
    setAttribute(node, "classname", "trial-dist");
    setAttribute(node, "name", "run");
    setAttribute(node, "time", "0");
    setAttribute(node.append_child("error"), "message", problem);
    ++counts_["error"];
    ++more_;
  }

  /// First what failures say, then what cases wrote, as long as there is room.
  void addTexts() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (auto outcome = nodes_[i].first_child())
        addText(run_.cases()[i].details(), [&] { return outcome; });
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const auto& report = run_.cases()[i].report;
      for (const auto& [name, text] :
           {std::pair("system-out", &report.out), std::pair("system-err", &report.err)})
        addText(*text, [&, element = name] { return nodes_[i].append_child(element); });
    }
    if (leftOut_ > 0) {
      const auto note = fmt::format(
          "{} texts of failures and outputs of cases are left out, because this report would be "
          "too large with them",
          leftOut_);
      suite_.append_child("system-err").append_child(pugi::node_pcdata).set_value(note.c_str());
    }
  }

  /// `element` makes the one that the text goes into.
  template <class Element>
  void addText(const std::string& text, const Element& element) {
    if (text.empty()) return;
    const auto valid = inXml(cutText(text, mostOfText));
    const auto size = perOutcome + writtenSize(valid);
    if (bytes_ + size > mostOfReport) {
      ++leftOut_;
      return;
    }
    bytes_ += size;
    element().append_child(pugi::node_pcdata).set_value(valid.c_str());
  }

  void addNumbers() {
    const auto began =
        fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(run_.time())));
    for (auto node : {suites_, suite_}) {
      setAttribute(node, "name", "trial-dist");
      setAttribute(node, "tests", std::to_string(nodes_.size() + more_));
      setAttribute(node, "failures", std::to_string(counts_["failure"]));
      setAttribute(node, "errors", std::to_string(counts_["error"]));
      setAttribute(node, "skipped", std::to_string(counts_["skipped"]));
      setAttribute(node, "time", fmt::format("{:.6f}", run_.seconds()));
    }
    setAttribute(suite_, "timestamp", began);
  }

  const RunRecord& run_;
  pugi::xml_document document_;
  pugi::xml_node suites_;
  pugi::xml_node suite_;
  std::vector<pugi::xml_node> nodes_;  // of the cases
  std::set<std::string> names_;
  std::map<std::string, int> lastNumbers_;  // that were added to a name
  std::map<std::string, int> counts_;
  std::size_t bytes_ = 0;
  std::size_t leftOut_ = 0;
  std::size_t more_ = 0;  // elements that are no case
};

}  // namespace

std::string junitReport(const RunRecord& run) { return Document(run).text(); }

}  // namespace trial
