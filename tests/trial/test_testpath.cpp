// The path of a test: the names of what it stands in, and its own.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/cases/testpath.hpp>
#include <trial/detail/registry.hpp>
#include <trial/suite.hpp>
#include <trial/testcase.hpp>

using namespace trial;

namespace {
using Names = std::vector<std::string>;
}

BOOST_AUTO_TEST_SUITE(TestPathTests)

BOOST_AUTO_TEST_CASE(an_id_is_taken_apart_where_its_names_end) {
  const std::vector<std::pair<std::string, Names>> table = {
      {"alone", {"alone"}},
      {"module.method", {"module", "method"}},
      {"pkg.module.Class.test_x", {"pkg.module", "Class", "test_x"}},
      {"m.QueueTests<std.string>.test_pop[1.5]", {"m", "QueueTests<std.string>", "test_pop[1.5]"}},
      {"m.A.test_less[a < b.c]", {"m", "A", "test_less[a < b.c]"}},
      {"m.A.operator<", {"m", "A", "operator<"}},
      {"prog::free", {"prog", "free"}},
      {"prog::", {"prog"}},
      {"a/prog::Suite/inner/it's v1.2", {"a/prog", "Suite", "inner", "it's v1.2"}},
      {"prog::module.Class.test_x", {"prog", "module.Class", "test_x"}},
      {"prog::version 1.2.3", {"prog", "version 1.2.3"}},
      {"", {""}},
      {"./nosuch", {"./nosuch"}},
      {"..", {".."}},
      {"folder/test_crash.so", {"folder/test_crash.so"}},
      {"m.A.test_path[a/b.c]", {"m", "A", "test_path[a/b.c]"}},
  };
  for (const auto& [id, path] : table) {
    BOOST_TEST_CONTEXT(id) {
      BOOST_TEST(pathOfID(id) == path, boost::test_tools::per_element());
      BOOST_TEST(TestHolder(id).path() == path, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_registered_test_knows_its_module_and_class) {
  TestModule module;
  module.name = "pkg.module";
  TestClass testClass;
  testClass.name = "Tests<std.string>";
  testClass.module = &module;
  TestMethod method;
  method.name = "test_a.b";
  const auto path = [&] { return std::make_shared<RegisteredTest>(testClass, method)->path(); };
  BOOST_TEST(path() == (Names{"pkg.module", "Tests<std.string>", "test_a.b"}),
             boost::test_tools::per_element());
  testClass.name = "ns.Tests";
  BOOST_TEST(path() == (Names{"pkg.module.ns", "Tests", "test_a.b"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_decorator_and_a_holder_pass_on_the_path_that_they_were_given) {
  const auto holder =
      std::make_shared<SkipHolder>("prog::A.one", "disabled", Names{"prog", "A", "one"});
  BOOST_TEST(holder->path() == (Names{"prog", "A", "one"}), boost::test_tools::per_element());
  BOOST_TEST(TestDecorator(holder).path() == holder->path(), boost::test_tools::per_element());
  BOOST_TEST(SkipHolder("m.A.one", "").path() == (Names{"m", "A", "one"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
