#include <reactor/failure.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

using boost::unit_test::label;
using namespace reactor;

namespace samples {

struct Base : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Derived : Base {
  using Base::Base;
};
struct Left {
  virtual ~Left() = default;
  int left = 1;
};
struct Both : Left, Derived {
  Both() : Derived("both") {}
};
struct Plain {
  int n = 3;
};
enum class Code { bad };

struct Silent : std::exception {
  [[nodiscard]] const char* what() const noexcept override { return nullptr; }
};

const int lineOfThis = __LINE__;

struct Placed : std::runtime_error, Located {
  explicit Placed(std::vector<Frame> where)
      : std::runtime_error("placed"), where_(std::move(where)) {}
  [[nodiscard]] const std::vector<Frame>& frames() const noexcept override { return where_; }

 private:
  std::vector<Frame> where_;
};

}  // namespace samples

namespace {

template <class E>
Failure thrown(E exception) {
  try {
    throw std::move(exception);
  } catch (...) {
    return Failure();
  }
}

std::vector<Frame> someFrames() {
  return {{"outer", "/no/such/file.cpp", 7}, {"inner", __FILE__, samples::lineOfThis}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(FailureTests)

BOOST_AUTO_TEST_CASE(without_arguments_it_holds_the_current_exception, *label("FA-01")) {
  try {
    throw samples::Derived("text");
  } catch (const samples::Base& error) {
    const Failure failure;
    BOOST_TEST(failure.as<samples::Derived>() == &error);
  }
  BOOST_CHECK_THROW(Failure(), NoCurrentExceptionError);
  BOOST_CHECK_THROW(Failure{std::exception_ptr()}, NoCurrentExceptionError);
}

BOOST_AUTO_TEST_CASE(check_gives_the_first_type_that_it_is, *label("FA-02")) {
  const auto failure = thrown(samples::Derived("text"));
  BOOST_TEST((failure.check<samples::Derived>() == "samples.Derived"));
  BOOST_TEST(
      (failure.check<std::logic_error, samples::Base, samples::Derived>() == "samples.Base"));
  BOOST_TEST((failure.check<std::exception>() == "std.exception"));
  BOOST_TEST((!failure.check<std::logic_error, samples::Plain>().has_value()));
  const std::vector<std::string> names{"std.logic_error", "std.runtime_error", "samples.Derived"};
  BOOST_TEST((failure.check(names) == "std.runtime_error"));
  BOOST_TEST(!failure.check({"samples.Plain"}).has_value());
}

BOOST_AUTO_TEST_CASE(trap_gives_the_match_or_throws_the_original, *label("FA-03")) {
  const auto failure = thrown(samples::Derived("text"));
  BOOST_TEST((failure.trap<samples::Plain, samples::Base>() == "samples.Base"));
  const samples::Derived* original = failure.as<samples::Derived>();
  const samples::Derived* caught = nullptr;
  try {
    failure.trap<std::logic_error>();
  } catch (const samples::Derived& error) {
    caught = &error;
  }
  BOOST_TEST(caught == original);
  BOOST_TEST(caught != nullptr);
}

BOOST_AUTO_TEST_CASE(the_message_is_the_exceptions_text, *label("FA-04")) {
  BOOST_TEST(thrown(samples::Base("text")).getErrorMessage() == "text");
  BOOST_TEST(thrown(std::string("a string")).getErrorMessage() == "a string");
  BOOST_TEST(thrown("characters").getErrorMessage() == "characters");
  BOOST_TEST(thrown(7).getErrorMessage() == "7");
  BOOST_TEST(thrown(samples::Plain()).getErrorMessage() == "");
  BOOST_TEST(thrown(samples::Silent()).getErrorMessage() == "");
}

BOOST_AUTO_TEST_CASE(anything_may_be_thrown) {
  BOOST_TEST(thrown(samples::Plain()).as<samples::Plain>()->n == 3);
  BOOST_TEST(*thrown(7).as<int>() == 7);
  BOOST_TEST(thrown(samples::Code::bad).type() == "samples.Code");
  BOOST_TEST(thrown(samples::Code::bad).is<samples::Code>());
  BOOST_TEST(!thrown("x").is<int>());
  const auto both = thrown(samples::Both());
  BOOST_TEST(both.as<samples::Left>()->left == 1);
  BOOST_TEST(both.as<std::exception>()->what() == std::string("both"));
  BOOST_TEST(
      (both.parents() == std::vector<std::string>{"samples.Left", "samples.Derived", "samples.Base",
                                                  "std.runtime_error", "std.exception"}));
}

BOOST_AUTO_TEST_CASE(the_default_traceback_shows_frames_with_their_source, *label("FA-05")) {
  const auto source =
      std::filesystem::temp_directory_path() / ("trial-dist-" + std::to_string(getpid()) + ".cpp");
  std::ofstream(source) << "first\n    the line shown;  \n";
  const auto failure =
      thrown(samples::Base("text"))
          .withFrames({{"outer", "/no/such/file.cpp", 7}, {"inner", source.string(), 2}});
  BOOST_TEST(failure.getTraceback() ==
             "Traceback (most recent call last):\n"
             "  File \"/no/such/file.cpp\", line 7, in outer\n"
             "    \n"
             "  File \"" +
                 source.string() +
                 "\", line 2, in inner\n"
                 "    the line shown;\n"
                 "samples.Base: text\n");
  std::filesystem::remove(source);
}

BOOST_AUTO_TEST_CASE(without_frames_the_default_traceback_says_failure, *label("FA-06")) {
  BOOST_TEST(Failure(samples::Base("text")).getTraceback() ==
             "Traceback (most recent call last):\nFailure: samples.Base: text\n");
}

BOOST_AUTO_TEST_CASE(the_brief_traceback_has_a_line_a_frame, *label("FA-07")) {
  const Failure failure{samples::Base("text")};
  BOOST_TEST(failure.getTraceback("brief") ==
             "Traceback (failure with no frames): <samples.Base>: text\n");
  BOOST_TEST(failure.withFrames(someFrames()).getBriefTraceback() ==
             "Traceback: <samples.Base>: text\n/no/such/file.cpp:7:outer\n" __FILE__ ":" +
                 std::to_string(samples::lineOfThis) + ":inner\n");
}

BOOST_AUTO_TEST_CASE(the_verbose_traceback_is_numbered, *label("FA-08")) {
  const auto failure = thrown(samples::Base("text")).withFrames(someFrames());
  const auto text = failure.getTraceback("verbose");
  const std::string opening = "*--- Failure #";
  BOOST_REQUIRE(text.compare(0, opening.size(), opening) == 0);
  const auto number = text.substr(opening.size(), text.find(' ', opening.size()) - opening.size());
  BOOST_TEST(!number.empty());
  BOOST_TEST(number.find_first_not_of("0123456789") == std::string::npos);
  BOOST_TEST(text == opening + number + " ---\n/no/such/file.cpp:7: outer(...)\n" __FILE__ ":" +
                         std::to_string(samples::lineOfThis) +
                         ": inner(...)\n"
                         " [Capture of Locals and Globals disabled (use captureVars=True)]\n"
                         "samples.Base: text\n*--- End of Failure #" +
                         number + " ---\n");
}

BOOST_AUTO_TEST_CASE(the_texts_of_a_failure, *label("FA-09")) {
  const Failure failure{samples::Base("text")};
  BOOST_TEST(failure.str() ==
             "[Failure instance: Traceback (failure with no frames): <samples.Base>: text]");
  BOOST_TEST(failure.repr() == "<reactor.Failure samples.Base: text>");
}

BOOST_AUTO_TEST_CASE(a_failure_of_a_failure_is_the_inner_one, *label("FA-10")) {
  const auto inner = thrown(samples::Base("text")).withFrames(someFrames());
  const auto outer = thrown(inner);
  BOOST_TEST(outer.type() == "samples.Base");
  BOOST_TEST((outer.value() == inner.value()));
  BOOST_TEST(outer.frames().size() == 2U);
  BOOST_TEST(outer.frames()[1].function == "inner");
}

BOOST_AUTO_TEST_CASE(the_frames_of_an_exception_that_knows_them_are_taken_over) {
  const auto failure = thrown(samples::Placed(someFrames()));
  BOOST_REQUIRE(failure.frames().size() == 2U);
  BOOST_TEST(failure.frames()[0].function == "outer");
  BOOST_TEST(failure.frames()[1].file == __FILE__);
  BOOST_TEST(failure.frames()[1].line == samples::lineOfThis);
  BOOST_TEST(failure.getErrorMessage() == "placed");
}

BOOST_AUTO_TEST_CASE(a_failure_from_elsewhere_keeps_its_names, *label("FA-12")) {
  const auto value = std::make_exception_ptr(std::runtime_error("lost"));
  const auto failure = Failure::remote("math.DomainError", {"math.Error", "std.exception"}, "text",
                                       someFrames(), value);
  BOOST_TEST(failure.type() == "math.DomainError");
  BOOST_TEST((failure.check({"other.Error", "math.Error"}) == "math.Error"));
  BOOST_TEST((failure.check({"math.DomainError"}) == "math.DomainError"));
  BOOST_TEST(!failure.check({"std.runtime_error"}).has_value());
  BOOST_TEST(failure.getErrorMessage() == "text");
  BOOST_TEST(failure.getTraceback().find("math.DomainError: text\n") != std::string::npos);
  BOOST_CHECK_THROW(failure.raiseException(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(copies_are_the_same_failure) {
  const Failure failure{samples::Base("text")};
  const Failure copy = failure;
  BOOST_TEST((copy == failure));
  BOOST_TEST(!(failure == Failure(samples::Base("text"))));
  BOOST_TEST(!(failure == failure.withFrames({})));
}

BOOST_AUTO_TEST_CASE(names_of_types_have_dots) {
  BOOST_TEST(qualifiedName(typeid(samples::Base)) == "samples.Base");
  BOOST_TEST(qualifiedName(typeid(std::string)).find("std.basic_string<char") == 0U);
  struct Local {};
  BOOST_TEST(qualifiedName(typeid(int)) == "int");
}

BOOST_AUTO_TEST_SUITE_END()
