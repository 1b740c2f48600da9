// The protocol of programs with native tests: what is written is read again.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/failure.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/native/records.hpp>
#include <trial/util.hpp>

using namespace trial::frameworks;
using trial::CaseResult;
using trial::Failure;
using Kind = CaseResult::Kind;

namespace {

std::vector<CaseResult> read(const std::string& bytes) {
  RecordReader records;
  records.add(bytes);
  ResultReader reader;
  std::vector<CaseResult> results;
  std::string_view kind;
  std::string_view payload;
  while (records.next(kind, payload)) {
    BOOST_TEST(reader.take(kind, payload), "unknown: " << kind);
    if (auto result = reader.result()) results.push_back(*std::move(result));
  }
  return results;
}

CaseResult roundTrip(const CaseResult& result) {
  std::string bytes;
  appendResult(bytes, result);
  const auto results = read(bytes);
  BOOST_TEST_REQUIRE(results.size() == 1U);
  return results.front();
}

Failure boom() { return Failure(std::runtime_error("boom")); }

}  // namespace

BOOST_AUTO_TEST_SUITE(NativeRecordTests)

BOOST_AUTO_TEST_CASE(every_kind_of_result_is_read_as_what_it_was) {
  BOOST_CHECK(roundTrip(trial::successResult()).kind == Kind::success);

  const auto error = roundTrip(trial::errorResult(boom()));
  BOOST_CHECK(error.kind == Kind::error);
  BOOST_TEST(error.failure->type() == "trial.ProgramError");
  BOOST_TEST(detailsOf(error) == "std.runtime_error: boom");

  const auto failure = roundTrip(trial::failureResult(boom()));
  BOOST_CHECK(failure.kind == Kind::failure);
  BOOST_TEST(failure.failure->type() == "trial.ProgramFailure");
  BOOST_TEST(detailsOf(failure) == "std.runtime_error: boom");

  const auto expected = roundTrip(trial::expectedFailureResult(boom(), trial::makeTodo("later")));
  BOOST_CHECK(expected.kind == Kind::expectedFailure);
  BOOST_TEST(expected.todo->reason == "later");
  BOOST_TEST(detailsOf(expected) == "std.runtime_error: boom");

  const auto surprise = roundTrip(trial::unexpectedSuccessResult(trial::makeTodo("broken")));
  BOOST_CHECK(surprise.kind == Kind::unexpectedSuccess);
  BOOST_TEST(surprise.todo->reason == "broken");
  BOOST_TEST(roundTrip(trial::unexpectedSuccessResult(std::nullopt)).todo->reason.empty());

  const auto skip = roundTrip(trial::skipResult("not\ntoday"));
  BOOST_CHECK(skip.kind == Kind::skip);
  BOOST_TEST(skip.reason == "not\ntoday");
}

BOOST_AUTO_TEST_CASE(an_error_that_is_unclean_stays_one) {
  const auto unclean = roundTrip(
      trial::errorResult(Failure(trial::DirtyReactorAggregateError({"a call that waits"}))));
  BOOST_TEST(isUnclean(unclean));
  BOOST_TEST(isUnclean(roundTrip(unclean)), "also when it is passed on");
  BOOST_TEST(unclean.failure->type() == "trial.DirtyReactorAggregateError");
  BOOST_TEST(detailsOf(unclean).find("a call that waits") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_places_of_a_failure_are_part_of_its_text) {
  const auto placed = boom().withFrames({{"check", "a.cpp", 3}});
  BOOST_TEST(detailsOf(roundTrip(trial::errorResult(placed))) ==
             "a.cpp:3: in check\nstd.runtime_error: boom");
}

BOOST_AUTO_TEST_CASE(records_may_be_cut_anywhere) {
  std::string bytes;
  appendRecord(bytes, "start", "module.Class.test\nwith a line");
  appendResult(bytes, trial::skipResult(""));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    RecordReader reader;
    std::string heard;
    const auto take = [&] {
      std::string_view kind;
      std::string_view payload;
      while (reader.next(kind, payload)) heard += std::string(kind) + "=" + std::string(payload);
    };
    reader.add(std::string_view(bytes).substr(0, cut));
    take();
    reader.add(std::string_view(bytes).substr(cut));
    take();
    BOOST_TEST(heard == "start=module.Class.test\nwith a lineskip=", "cut at " << cut);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_records_are_not_read) {
  for (const char* bytes : {"", "nonsense", "nonsense\n", "kind x\n", "kind 12", "kind -1\nx",
                            "kind 99999999999999999999\n", "success 4\nabc"}) {
    RecordReader reader;
    reader.add(bytes);
    std::string_view kind;
    std::string_view payload;
    BOOST_TEST(!reader.next(kind, payload), bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_record_of_another_kind_is_no_result) {
  ResultReader reader;
  BOOST_TEST(!reader.take("stop", "1"));
  BOOST_TEST(!reader.result().has_value());
  BOOST_TEST(reader.take("todo", "later"));
  BOOST_TEST(!reader.result().has_value(), "its result follows");
}

BOOST_AUTO_TEST_CASE(a_warning_is_read_as_it_was) {
  std::string bytes;
  appendWarning(bytes, {"DeprecationWarning", "a.cpp", 12}, "two\nlines");
  RecordReader reader;
  reader.add(bytes);
  std::string_view kind;
  std::string_view payload;
  BOOST_TEST_REQUIRE(reader.next(kind, payload));
  BOOST_TEST(kind == "warning");
  const auto [warning, text] = readWarning(payload);
  BOOST_TEST(warning.category == "DeprecationWarning");
  BOOST_TEST(warning.filename == "a.cpp");
  BOOST_TEST(warning.lineno == 12);
  BOOST_TEST(text == "two\nlines");
  BOOST_TEST(readWarning("only one").warning.category == "only one");
}

BOOST_AUTO_TEST_SUITE_END()
