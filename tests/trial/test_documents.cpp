// The manual page and the completion of shells, made from the table of options.
#include <cctype>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <trial/commandline/completion.hpp>
#include <trial/commandline/documents.hpp>
#include <trial/commandline/optiontable.hpp>
#include <trial/reporters.hpp>

#include "texts.hpp"

using namespace trial;
using texts::contains;

namespace {

/// In the words of the shells.
std::string longForm(const OptionSpec& option) {
  const bool needsValue = option.value != nullptr && !option.valueOptional;
  return fmt::format("--{}{}", option.name, needsValue ? "=" : "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DocumentsTests)

BOOST_AUTO_TEST_CASE(the_manual_page_has_each_option_under_the_title_of_its_group) {
  const auto page = manualOptions();
  std::size_t at = 0;
  std::string title;
  for (const auto& option : optionTable()) {
    if (title != titleOf(option.group)) {
      title = titleOf(option.group);
      at = page.find(".SS " + title + "\n", at);
      BOOST_REQUIRE(at != std::string::npos);
    }
    const auto value = option.value != nullptr ? fmt::format("\\fI{}\\fR", option.value) : "";
    std::string tag = ".TP\n";
    if (option.letter != 0) {
      tag += fmt::format("\\fB\\-{}\\fR{}{}, ", option.letter, value.empty() ? "" : " ", value);
    }
    tag += fmt::format("\\fB{}\\fR{}\n", manualText(std::string("--") + option.name),
                       option.valueOptional ? fmt::format("[={}]", value)
                       : value.empty()      ? ""
                                            : "=" + value);
    at = page.find(tag, at);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, tag);
    // Then a sentence.
    auto word = manualText(
        std::string_view(option.help).substr(0, std::string_view(option.help).find(' ')));
    word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
    BOOST_TEST(page.substr(at + tag.size(), word.size()) == word);
  }
}

BOOST_AUTO_TEST_CASE(the_manual_page_has_each_reporter_with_its_description) {
  const auto page = manualReporters();
  BOOST_TEST(reporters().size() >= 6U);
  for (const auto& reporter : reporters()) {
    BOOST_TEST(contains(page, fmt::format(".TP\n\\fB{}\\fR\n", manualText(reporter.name))),
               reporter.name);
  }
  BOOST_TEST(contains(page, "\nA tree of modules, classes and tests, with colours.\n"));
}

BOOST_AUTO_TEST_CASE(other_options_are_bold_in_a_help) {
  BOOST_TEST(contains(manualOptions(), "see \\fB\\%\\-\\-help\\-orders\\fR"));
}

BOOST_AUTO_TEST_CASE(nothing_in_a_text_is_a_request_of_the_manual) {
  BOOST_TEST(manualText(".TH") == "\\&.TH");
  BOOST_TEST(manualText("'s -a \"b\" \\n `^~") ==
             "\\&\\(aqs \\-a \\(dqb\\(dq \\en \\(ga\\(ha\\(ti");
}

BOOST_AUTO_TEST_CASE(bash_knows_each_option_and_what_its_value_is_one_of) {
  const auto words = " " + bashOptions() + " ";
  const auto kinds = bashKinds();
  for (const auto& option : optionTable()) {
    BOOST_TEST(contains(words, " " + longForm(option) + " "), option.name);
    if (option.letter != 0) BOOST_TEST(contains(words, fmt::format(" -{} ", option.letter)));
    const auto branch =
        fmt::format("    {}--{}) echo {} ;;\n",
                    option.letter != 0 ? fmt::format("-{} | ", option.letter) : std::string(),
                    option.name, kindOf(option.completes));
    if (option.valueOptional)
      BOOST_TEST(contains(words, fmt::format(" --{}={} ", option.name, option.value)));
    BOOST_TEST(contains(kinds, branch) == (option.value != nullptr && !option.valueOptional),
               branch);
  }
}

BOOST_AUTO_TEST_CASE(zsh_knows_each_option_and_what_it_does) {
  const auto specs = zshOptions();
  for (const auto& option : optionTable()) {
    BOOST_TEST(contains(specs, longForm(option) + (option.valueOptional ? "=-[" : "[")),
               option.name);
    if (option.letter != 0) {
      BOOST_TEST(contains(
          specs, fmt::format("-{}{}[", option.letter, option.value != nullptr ? "+" : "")));
    }
    if (option.completes != Completes::nothing) {
      BOOST_TEST(contains(specs, fmt::format(":_trial_dist_{}'\n", kindOf(option.completes))));
    }
  }
  BOOST_TEST(contains(specs, "'(-o --order)-o+["));
  BOOST_TEST(contains(specs, "]::value:(json)'\n"), "which may be left out");
  BOOST_TEST(contains(specs, "'*--testmodule=["), "which may be given again");
  BOOST_TEST(contains(specs, "'(- *)--version["), "beside which nothing makes sense");
  BOOST_TEST(contains(specs, " \\[default: plain\\]]:format:_trial_dist_format'\n"));
  BOOST_TEST(contains(specs, "]:seconds: '\n"));
}

BOOST_AUTO_TEST_CASE(a_template_is_filled_in) {
  const Writers writers = {{"LINES", [] { return "one\ntwo\n"; }}, {"NAME", [] { return "x@Y@"; }}};
  BOOST_TEST(filled("a @NAME@ b\n@LINES@\nc", writers) == "a x@Y@ b\none\ntwo\nc");
  BOOST_TEST(filled("some@one @ \"${a[@]}\" @a@ @", writers) == "some@one @ \"${a[@]}\" @a@ @");
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(filled("@NONE@", writers)), std::invalid_argument,
      [](const auto& error) { return std::string(error.what()) == "nothing writes @NONE@"; });
}

BOOST_AUTO_TEST_SUITE_END()
