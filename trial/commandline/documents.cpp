#include <trial/commandline/documents.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <trial/commandline/completion.hpp>
#include <trial/commandline/helptexts.hpp>
#include <trial/commandline/optiontable.hpp>
#include <trial/reporters.hpp>

namespace trial {

namespace {

std::string bold(const std::string& text) { return "\\fB" + text + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + text + "\\fR"; }

/// Makes a sentence for man(7) of a help text, with the names of options in bold.
std::string sentence(std::string_view help) {
  std::string text;
  while (!help.empty()) {
    const auto end = std::min(help.find(' '), help.size());
    auto word = help.substr(0, end);
    help.remove_prefix(std::min(end + 1, help.size()));
    if (!text.empty()) text += ' ';
    if (word.starts_with("--")) {
      const auto name = word.substr(0, word.find_last_not_of(",;:.]") + 1);
      text += bold("\\%" + manualText(name));  // not broken into two lines
      word.remove_prefix(name.size());
    }
    text += manualText(word);
  }
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".";
}

/// Puts `text` in single quotes for a shell.
std::string shellQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

/// Escapes the characters that would end a description of `_arguments`.
std::string zshDescription(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string inLowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The options that exclude this one, in the brackets that `_arguments` expects.
std::string zshExclusions(const OptionSpec& option) {
  if (option.group == OptionGroup::texts) return "(- *)";
  if (option.collects) return "*";
  return option.letter != 0 ? fmt::format("(-{} --{})", option.letter, option.name) : "";
}

}  // namespace

std::string manualText(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '"': out += "\\(dq"; break;
      case '`': out += "\\(ga"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      default: out += c;
    }
  }
  return out;
}

std::string manualOptions() {
  std::string page;
  std::optional<OptionGroup> group;
  for (const auto& option : optionTable()) {
    if (group != option.group) {
      group = option.group;
      page += fmt::format(".SS {}\n", manualText(titleOf(*group)));
    }
    const auto value = option.value != nullptr ? italic(manualText(option.value)) : "";
    page += ".TP\n";
    if (option.letter != 0) {
      page += bold(fmt::format("\\-{}", option.letter));
      page += value.empty() ? ", " : " " + value + ", ";
    }
    page += bold("\\-\\-" + manualText(option.name));
    if (!value.empty()) page += option.valueOptional ? "[=" + value + "]" : "=" + value;
    page += "\n";
    page += wrapped(sentence(option.help), 79, 0) + "\n";
  }
  return page;
}

std::string manualReporters() {
  std::string page;
  for (const auto& reporter : reporters()) {
    page += ".TP\n" + bold(manualText(reporter.name)) + "\n" +
            wrapped(sentence(reporter.description), 79, 0) + "\n";
  }
  return page;
}

std::string bashOptions() {
  std::vector<std::string> words;
  for (const auto& option : optionTable()) {
    if (option.letter != 0) words.push_back(fmt::format("-{}", option.letter));
    if (option.valueOptional) {
      words.push_back(fmt::format("--{}", option.name));
      words.push_back(fmt::format("--{}={}", option.name, option.value));
    } else {
      words.push_back(fmt::format("--{}{}", option.name, option.value != nullptr ? "=" : ""));
    }
  }
  return fmt::format("{}", fmt::join(words, " "));
}

std::string bashKinds() {
  std::string branches;
  for (const auto& option : optionTable()) {
    if (option.value == nullptr || option.valueOptional) continue;
    const auto letter = option.letter != 0 ? fmt::format("-{} | ", option.letter) : "";
    branches +=
        fmt::format("    {}--{}) echo {} ;;\n", letter, option.name, kindOf(option.completes));
  }
  return branches;
}

std::string zshOptions() {
  std::string specs;
  for (const auto& option : optionTable()) {
    const auto exclusions = zshExclusions(option);
    auto rest = fmt::format("[{}]", zshDescription(option.help));
    if (option.valueOptional) {
      specs += fmt::format("    {}\n", shellQuoted(fmt::format("{}--{}=-{}::value:({})", exclusions,
                                                               option.name, rest, option.value)));
      continue;
    }
    if (option.value != nullptr) {
      // With a blank for a function zsh shows the name of the value and completes nothing.
      const bool known = option.completes != Completes::nothing;
      rest += fmt::format(":{}:{}{}", inLowerCase(option.value), known ? "_trial_dist_" : " ",
                          known ? kindOf(option.completes) : "");
    }
    if (option.letter != 0) {
      specs +=
          fmt::format("    {}\n", shellQuoted(fmt::format("{}-{}{}{}", exclusions, option.letter,
                                                          option.value ? "+" : "", rest)));
    }
    specs += fmt::format("    {}\n", shellQuoted(fmt::format("{}--{}{}{}", exclusions, option.name,
                                                             option.value ? "=" : "", rest)));
  }
  return specs;
}

std::string filled(std::string_view text, const Writers& writers) {
  constexpr auto letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  std::string out;
  for (;;) {
    const auto at = text.find('@');
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
    const auto end = std::min(text.find_first_not_of(letters), text.size());
    if (end == 0 || end == text.size() || text[end] != '@') {
      out += '@';
      continue;
    }
    const auto writer = writers.find(text.substr(0, end));
    if (writer == writers.end()) {
      throw std::invalid_argument(fmt::format("nothing writes @{}@", text.substr(0, end)));
    }
    text.remove_prefix(end + 1);
    out += writer->second();
    if (out.ends_with('\n') && text.starts_with('\n')) text.remove_prefix(1);
  }
}

}  // namespace trial
