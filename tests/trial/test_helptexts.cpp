// The texts of --help, --help-orders, --help-reporters and --help-reactors.
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/commandline/helptexts.hpp>
#include <trial/commandline/optiontable.hpp>
#include <trial/options.hpp>
#include <trial/reporters.hpp>

BOOST_AUTO_TEST_SUITE(HelpTextsTests)

BOOST_AUTO_TEST_CASE(the_help_names_every_option_within_the_columns) {
  const auto text = trial::helpText("trial-dist");
  BOOST_TEST(
      text.starts_with("trial-dist [options] [[file|package|module|TestCase|testmethod]...]\n"));
  BOOST_TEST(trial::optionTable().size() > 30U);
  for (const auto& option : trial::optionTable()) {
    auto name = std::string("--") + option.name;
    if (option.value != nullptr)
      name += option.valueOptional ? std::string("[=") + option.value + "]" : "=";
    const auto letter = option.letter != 0 ? std::string("-") + option.letter + ", " : "    ";
    BOOST_TEST(text.find("  " + letter + name) != std::string::npos, name);
  }
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    BOOST_TEST(end - begin <= 79U);
    begin = end + 1;
  }
}

BOOST_AUTO_TEST_CASE(lists_have_a_line_for_each_entry) {
  BOOST_TEST(trial::helpOrders().find("\n    alphabetical \t ") != std::string::npos);
  BOOST_TEST(trial::helpOrders().find("\n    toptobottom \t ") != std::string::npos);
  for (const auto* name : {"verbose", "bwverbose", "summary", "text", "timing", "subunit"}) {
    BOOST_TEST(
        trial::helpReporters().find(std::string("\n    ") + name + " \t ") != std::string::npos,
        name);
  }
  for (const auto& reporter : trial::reporters()) {
    BOOST_TEST(trial::helpReporters().find("\n    " + reporter.name + " \t " +
                                           reporter.description + "\n") != std::string::npos,
               reporter.name);
  }
  // Padded to four, then a tab.
  BOOST_TEST(trial::helpReactors().find("\n    poll\t") != std::string::npos);
  BOOST_TEST(trial::helpReactors().find("\n    default\t") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
