#include <trial/programs/catch2/checks.hpp>

#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks::catch2 {

namespace {

std::string placeOf(const XmlElement& element) {
  return fmt::format("{}:{}: ", element.attribute("filename"), element.attribute("line"));
}

}  // namespace

void Checks::opened(const XmlElement& element) {
  if (element.name == "Section") sections_.push_back(element.attribute("name"));
  if (element.name == "Expression")
    expression_ = {placeOf(element), element.attribute("type"), {}, {}, {}, {}, true};
}

void Checks::closed(const XmlElement& element) {
  const auto& name = element.name;
  if (name == "Section") {
    if (!sections_.empty()) sections_.pop_back();
    dropMessages();
  } else if (name == "Expression") {
    closedExpression(element);
  } else if (name == "Original") {
    expression_.original = trimmed(element.text);
  } else if (name == "Expanded") {
    expression_.expanded = trimmed(element.text);
  } else if (name == "Info") {
    keepMessage(trimmed(element.text));
  } else if (name == "Failure") {
    closedOutcome(element, "failed");
  } else if (name == "Exception") {
    // A check that wants to see an exception, or none, has failed when it sees another.
    threw_ = threw_ || !expression_.open || expression_.macro.find("THROW") == std::string::npos;
    closedOutcome(element, "exception");
  } else if (name == "FatalErrorCondition") {
    fatalFollows_ = true;
    closedOutcome(element, "fatal error");
  } else if (name == "Skip") {
    addLines(skips_, trimmed(element.text));
    dropMessages();
  }
}

void Checks::closedOutcome(const XmlElement& element, std::string_view what) {
  const auto text = trimmed(element.text);
  auto message = text.empty() ? std::string() : fmt::format(": {}", text);
  if (expression_.open) {
    expression_.outcome = what;
    expression_.message = std::move(message);
  } else {
    add(fmt::format("{}{}{}", placeOf(element), what, message));
  }
}

void Checks::closedExpression(const XmlElement& element) {
  auto expression = std::exchange(expression_, {});
  if (element.attribute("success") != "false") {
    dropMessages();
    return;
  }
  // "{Unknown expression after the reported line}"
  if (expression.original.starts_with('{')) {
    add(fmt::format("{}{} after this line{}", expression.place, expression.outcome,
                    expression.message));
    return;
  }
  if (expression.outcome.empty()) {
    expression.outcome = "failed";
    if (expression.expanded != expression.original)
      expression.message = fmt::format(": {}", expression.expanded);
  }
  std::string_view original = expression.original;
  // The macro says that already.
  if (expression.macro.ends_with("_FALSE") && original.starts_with("!(") && original.ends_with(')'))
    original = original.substr(2, original.size() - 3);
  add(fmt::format("{}{} in {}( {} ){}", expression.place, expression.outcome, expression.macro,
                  original, expression.message));
}

/// Those of one check, which follows.
void Checks::keepMessage(std::string_view text) {
  if (messageSize_ > mostDetails) return;
  messageSize_ += text.size();
  messages_.emplace_back(text);
}

void Checks::dropMessages() {
  messages_.clear();
  messageSize_ = 0;
}

std::string Checks::takeFatal() {
  auto text = failures_.substr(*fatal_);
  failures_.resize(*fatal_);
  fatal_.reset();
  if (text.starts_with('\n')) text.erase(0, 1);
  return text;
}

void Checks::add(std::string_view text) {
  if (std::exchange(fatalFollows_, false)) fatal_ = failures_.size();
  if (failures_.size() < mostDetails) {
    addLines(failures_, text);
    if (!sections_.empty())
      addLines(failures_, fmt::format("  in section: {}", fmt::join(sections_, " / ")));
    for (const auto& message : messages_) addLines(failures_, fmt::format("  with: {}", message));
    cutAt(failures_, mostDetails);
  }
  dropMessages();
}

}  // namespace trial::frameworks::catch2
