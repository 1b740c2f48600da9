#include <reactor/log.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace reactor;

namespace {

/// Observes the log while it lives.
class Observing {
 public:
  explicit Observing(log::Observer observer) : id(log::addObserver(std::move(observer))) {}
  Observing(const Observing&) = delete;
  Observing& operator=(const Observing&) = delete;
  ~Observing() {
    if (!removed) log::removeObserver(id);
  }

  log::ObserverID id;
  bool removed = false;
};

/// Captures the text that is written to std::cerr while it lives.
class StderrCaptured {
 public:
  StderrCaptured() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
  StderrCaptured(const StderrCaptured&) = delete;
  StderrCaptured& operator=(const StderrCaptured&) = delete;
  ~StderrCaptured() { std::cerr.rdbuf(before_); }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* before_;
};

log::Event failed(const std::string& why) {
  log::Event event;
  event.isError = true;
  event.failure = Failure(std::runtime_error("broken"));
  event.why = why;
  return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(LogTests)

BOOST_AUTO_TEST_CASE(observers_are_told_in_the_order_in_which_they_were_added) {
  std::vector<std::string> told;
  const Observing first([&](const log::Event& event) { told.push_back("1 " + event.message); });
  const Observing second([&](const log::Event& event) { told.push_back("2 " + event.message); });
  log::msg("hello");
  BOOST_TEST(told == (std::vector<std::string>{"1 hello", "2 hello"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_removed_observer_is_not_told_and_unknown_ones_are_refused) {
  int told = 0;
  const auto id = log::addObserver([&](const log::Event&) { ++told; });
  log::msg("one");
  log::removeObserver(id);
  log::msg("two");
  BOOST_TEST(told == 1);
  BOOST_CHECK_THROW(log::removeObserver(id), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(an_observer_that_throws_is_left_out_while_the_others_are_told_of_it) {
  std::vector<log::Event> told;
  int thrown = 0;
  const Observing bad([&](const log::Event&) {
    ++thrown;
    throw std::runtime_error("cannot observe");
  });
  const Observing good([&](const log::Event& event) { told.push_back(event); });
  log::msg("hello");
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST(told[0].isError);
  BOOST_REQUIRE(told[0].failure.has_value());
  BOOST_TEST(told[0].failure->getErrorMessage() == "cannot observe");
  BOOST_TEST(told[1].message == "hello");
  BOOST_TEST(thrown == 1);
  log::msg("again");
  BOOST_TEST(thrown == 2);
}

BOOST_AUTO_TEST_CASE(an_observer_may_remove_the_next_one_and_itself) {
  int told = 0;
  Observing* next = nullptr;
  Observing* self = nullptr;
  Observing first([&](const log::Event&) {
    log::removeObserver(next->id);
    next->removed = true;
    log::removeObserver(self->id);
    self->removed = true;
  });
  self = &first;
  Observing second([&](const log::Event&) { ++told; });
  next = &second;
  log::msg("one");
  log::msg("two");
  BOOST_TEST(told == 0);
}

BOOST_AUTO_TEST_CASE(an_error_that_nobody_observes_goes_to_stderr) {
  const StderrCaptured captured;
  log::msg("nothing to see");
  BOOST_TEST(captured.text().empty());
  log::err(Failure(std::runtime_error("lost")), "While testing");
  BOOST_TEST(captured.text().find("While testing") != std::string::npos);
  BOOST_TEST(captured.text().find("lost") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_error_that_every_observer_fails_to_take_goes_to_stderr) {
  const StderrCaptured captured;
  const Observing bad([](const log::Event&) { throw std::runtime_error("cannot observe"); });
  log::err(Failure(std::runtime_error("lost")));
  BOOST_TEST(captured.text().find("lost") != std::string::npos);
  BOOST_TEST(captured.text().find("cannot observe") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(err_takes_the_exception_that_is_being_handled) {
  std::vector<log::Event> told;
  const Observing observing([&](const log::Event& event) { told.push_back(event); });
  try {
    throw std::runtime_error("handled");
  } catch (...) {
    log::err();
  }
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0].isError);
  BOOST_TEST(told[0].failure.value().is<std::runtime_error>());
}

BOOST_AUTO_TEST_CASE(err_takes_exceptions_and_texts) {
  std::vector<log::Event> told;
  const Observing observing([&](const log::Event& event) { told.push_back(event); });
  log::err(std::runtime_error("lost"), "While testing");
  log::err("it's gone", "While testing");
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST(told[0].failure.value().is<std::runtime_error>());
  BOOST_TEST(told[0].why == "While testing");
  BOOST_TEST(told[1].isError);
  BOOST_TEST(!told[1].failure.has_value());
  BOOST_TEST(log::textFromEvent(told[1]).value() == "\"it's gone\"");
}

BOOST_AUTO_TEST_CASE(the_text_of_an_error_is_why_and_the_traceback) {
  const auto traceback = failed("").failure->getTraceback();
  BOOST_TEST(log::textFromEvent(failed("")).value() + "\n" == "Unhandled Error\n" + traceback);
  BOOST_TEST(log::textFromEvent(failed("While trying")).value() + "\n" ==
             "While trying\n" + traceback);
}

BOOST_AUTO_TEST_CASE(the_message_of_an_error_comes_before_its_failure) {
  auto event = failed("why");
  event.message = "Unhandled error in Deferred:";
  BOOST_TEST(log::textFromEvent(event).value() == "Unhandled error in Deferred:");
}

BOOST_AUTO_TEST_CASE(the_text_of_a_warning_says_where_it_comes_from) {
  std::vector<log::Event> told;
  const Observing observing([&](const log::Event& event) { told.push_back(event); });
  log::warn("use the other one", {"DeprecationWarning", "old.cpp", 12});
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST(log::textFromEvent(told[0]).value() ==
             "old.cpp:12: DeprecationWarning: use the other one");
}

BOOST_AUTO_TEST_CASE(an_event_that_says_nothing_has_no_text) {
  BOOST_TEST(!log::textFromEvent(log::Event{}).has_value());
}

BOOST_AUTO_TEST_CASE(a_log_is_opened_with_a_line) {
  std::vector<std::string> told;
  const auto id = log::startLoggingWithObserver(
      [&](const log::Event& event) { told.push_back(event.message); });
  log::removeObserver(id);
  BOOST_TEST(told == (std::vector<std::string>{"Log opened."}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_in_a_file_has_time_system_and_tabs_before_continuations) {
  std::ostringstream out;
  log::FileLogObserver observer(out);
  log::Event event;
  event.message = "first\nsecond";
  event.system = "worker";
  std::tm local{};
  local.tm_year = 126;
  local.tm_mon = 10;
  local.tm_mday = 22;
  local.tm_hour = 19;
  local.tm_min = 28;
  local.tm_sec = 21;
  local.tm_isdst = -1;
  event.time = std::chrono::system_clock::from_time_t(std::mktime(&local));
  observer.emit(event);
  const auto line = out.str();
  BOOST_TEST(line.substr(0, 19) == "2026-11-22 19:28:21");
  BOOST_TEST((line[19] == '+' || line[19] == '-'));
  BOOST_TEST(line.substr(24) == " [worker] first\n\tsecond\n");
}

BOOST_AUTO_TEST_CASE(a_file_observer_writes_between_start_and_stop) {
  std::ostringstream out;
  {
    log::FileLogObserver observer(out);
    log::msg("before");
    observer.start();
    observer.start();
    log::msg("between");
    observer.stop();
    log::msg("after");
    observer.start();
  }
  log::msg("gone");
  BOOST_TEST(out.str().substr(24) == " [-] between\n");
}

BOOST_AUTO_TEST_SUITE_END()
