// The variables in a source file's first lines, from which --testmodule takes test modules.
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/commandline/localvariables.hpp>

#include "recorder.hpp"

using recording::Events;
using recording::ScratchFolder;

BOOST_AUTO_TEST_SUITE(LocalVariablesTests)

BOOST_AUTO_TEST_CASE(local_variables_of_a_line) {
  using Variables = std::map<std::string, std::string>;
  BOOST_TEST((trial::_parseLocalVariables("// -*- test-case-name: a.b,c.d; x : y -*-") ==
              Variables{{"test-case-name", "a.b,c.d"}, {"x", "y"}}));
  BOOST_TEST((trial::_parseLocalVariables("-*- a: b; -*-") == Variables{{"a", "b"}}));
  BOOST_CHECK_THROW((void)trial::_parseLocalVariables("// nothing"), std::invalid_argument);
  BOOST_CHECK_THROW((void)trial::_parseLocalVariables("-*- a: b"), std::invalid_argument);
  BOOST_CHECK_THROW((void)trial::_parseLocalVariables("-*- nothing -*-"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_modules_that_a_source_names) {
  const ScratchFolder scratch;
  const auto named = [](const std::string& content) {
    std::ofstream("source.cpp") << content;
    return trial::getTestModules("source.cpp");
  };
  BOOST_TEST(
      named("// -*- test-case-name: test_a, b.test_c -*-\n") == (Events{"test_a", "b.test_c"}),
      boost::test_tools::per_element());
  BOOST_TEST(named("#!/x\n// -*- test-case-name: test_a -*-\n") == (Events{"test_a"}),
             boost::test_tools::per_element());
  BOOST_TEST(named("\n\n// -*- test-case-name: test_a -*-\n").empty());
  BOOST_TEST(named("// -*- mode: c++ -*-\n// -*- test-case-name: test_a -*-\n").empty());
  BOOST_TEST(named("").empty());
  BOOST_TEST(trial::isTestFile("dir/test_a.cpp"));
  BOOST_TEST(trial::isTestFile("dir/libtest_a.so"));
  BOOST_TEST(!trial::isTestFile("dir/a_test.cpp"));
  BOOST_TEST(!trial::isTestFile("test_a.txt"));
}

BOOST_AUTO_TEST_SUITE_END()
