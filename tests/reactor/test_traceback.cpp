#include <reactor/failure.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/coroutine.hpp>
#include <reactor/defer.hpp>
#include <reactor/failure/symbols.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using reactor::Deferred;
using reactor::Failure;
using reactor::Frame;
using support::failureOf;

namespace {

constexpr int lineOfThrow = __LINE__ + 2;
[[gnu::noinline]] int throwIfBelow0(int n) {
  if (n < 0) throw std::invalid_argument("below 0");
  return n;
}

constexpr int lineOfCall = __LINE__ + 2;
[[gnu::noinline]] int halfOf(int n) {
  const int known = throwIfBelow0(n);
  return known / 2;
}

void isThrow(const Frame& frame) {
  BOOST_TEST(frame.function == "throwIfBelow0");
  BOOST_TEST(frame.file.ends_with("/tests/reactor/test_traceback.cpp"), frame.file);
  BOOST_TEST(frame.line == lineOfThrow);
}

void isCall(const Frame& frame) {
  BOOST_TEST(frame.function == "halfOf");
  BOOST_TEST(frame.line == lineOfCall);
}

/// Throws and catches an exception, as an errback or the runner of a test does.
[[gnu::noinline]] Failure caught(int n) {
  try {
    halfOf(n);
  } catch (...) {
    return Failure();
  }
  throw std::logic_error("nothing was thrown");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TracebackTests)

BOOST_AUTO_TEST_CASE(frames_run_from_the_catching_one_to_the_throw, *label("FA-11")) {
  const Failure failure = caught(-1);
  const auto& frames = failure.frames();
  BOOST_REQUIRE(frames.size() == 3U);
  BOOST_TEST(frames[0].function == "caught");
  isCall(frames[1]);
  isThrow(frames[2]);
  const auto text = failure.getTraceback();
  BOOST_TEST(text.find("\", line " + std::to_string(lineOfThrow) + ", in throwIfBelow0\n") !=
             std::string::npos);
  BOOST_TEST(text.ends_with("\nstd.invalid_argument: below 0\n"));
}

BOOST_AUTO_TEST_CASE(a_throw_in_a_callback_is_known, *label("FA-11")) {
  Deferred<int> d;
  const auto half = d.addCallback(halfOf);
  d.callback(-1);
  const auto frames = failureOf(half).frames();
  BOOST_REQUIRE(frames.size() > 2U);
  isThrow(frames.back());
  isCall(frames[frames.size() - 2]);
  for (const auto& frame : frames)
    BOOST_TEST(frame.function.find("test_method") == std::string::npos);
}

namespace {

Deferred<int> inner(Deferred<int> number) {
  const int n = co_await number;
  co_return halfOf(n);
}

Deferred<int> outer(Deferred<int> number) {
  const auto half = inner(number);
  co_return co_await half;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_throw_in_a_coroutine_is_known_to_all_that_wait, *label("FA-11")) {
  Deferred<int> number;
  const auto half = outer(number);
  number.callback(-1);
  const auto frames = failureOf(half).frames();
  BOOST_REQUIRE(frames.size() > 2U);
  isThrow(frames.back());
  isCall(frames[frames.size() - 2]);
  BOOST_TEST(frames[frames.size() - 3].function == "inner");
}

BOOST_AUTO_TEST_CASE(a_failure_that_is_raised_again_keeps_its_frames, *label("FA-11")) {
  const Failure first = caught(-1);
  for (int other = 0; other < 20; ++other)
    caught(-other - 1);  // so many that the throw is not remembered any more
  const auto raise = [&first] {
    try {
      first.raiseException();
    } catch (...) {
      return Failure();
    }
  };
  const Failure again = raise();
  BOOST_REQUIRE(again.frames().size() == 3U);
  isThrow(again.frames()[2]);
}

BOOST_AUTO_TEST_CASE(an_exception_made_without_a_throw_has_no_frames) {
  const auto thrown = [](int n) {
    try {
      throw std::runtime_error(std::to_string(n));
    } catch (const std::exception& e) {
      return static_cast<const void*>(&e);
    }
  };
  // The new exception gets the memory of the one that was thrown.
  [[maybe_unused]] const void* where = thrown(1);
  const auto made = std::make_exception_ptr(std::runtime_error("made"));
  const Failure failure(made);
#ifndef __SANITIZE_ADDRESS__  // it does not reuse memory soon
  BOOST_TEST_REQUIRE(failure.as<std::runtime_error>() == where);
#endif
  BOOST_TEST(failure.frames().empty());
}

BOOST_AUTO_TEST_CASE(another_threads_exception_has_no_frames_of_this_one) {
  std::exception_ptr value;
  std::thread([&value] {
    try {
      halfOf(-1);
    } catch (...) {
      value = std::current_exception();
    }
  }).join();
  BOOST_TEST(Failure(value).frames().empty());
}

BOOST_AUTO_TEST_CASE(the_librarys_own_functions_are_left_out) {
  const std::array<int, 1> one{};
  std::optional<Failure> failure;
  const int line = __LINE__ + 2;
  try {
    (void)one.at(std::size_t(one.size() + 1));
  } catch (...) {
    failure.emplace();
  }
  const auto& frames = failure->frames();
  BOOST_REQUIRE(!frames.empty());
  BOOST_TEST(frames.back().line == line);
}

BOOST_AUTO_TEST_CASE(a_deep_throw_keeps_the_frames_nearest_to_it) {
  struct Deep {
    static int fall(int depth) { return depth == 0 ? throwIfBelow0(-1) : fall(depth - 1) + 1; }
  };
  std::optional<Failure> failure;
  try {
    Deep::fall(200);
  } catch (...) {
    failure.emplace();
  }
  BOOST_TEST(failure->frames().size() == 64U);
  isThrow(failure->frames().back());
}

BOOST_AUTO_TEST_CASE(names_lose_their_types) {
  const auto is = [](std::string_view demangled, std::string_view name) {
    BOOST_TEST(reactor::detail::functionName(demangled) == name);
  };
  is("main", "main");
  is("MathTests::test_x()", "MathTests::test_x");
  is("(anonymous namespace)::halfOf(int)", "halfOf");
  is("char const* a::f<std::vector<int> >(int) const", "a::f");
  is("a::S::operator()(int) const", "a::S::operator()");
  is("bool a::operator< <int>(int, int)", "a::operator< <int>");
  is("f(int)::{lambda(int)#1}::operator()(int) const", "f::{lambda}::operator()");
  is("inner(inner(reactor::Deferred<int>)::frame*) [clone .actor]", "inner");
}

BOOST_AUTO_TEST_SUITE_END()
