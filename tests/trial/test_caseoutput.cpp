// Which part of a process's output belongs to the case that it is in.
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/programs/run/caseoutput.hpp>

using trial::frameworks::OutputTail;

BOOST_AUTO_TEST_SUITE(CaseOutputTests)

BOOST_AUTO_TEST_CASE(output_is_kept_in_its_order_and_by_descriptor) {
  OutputTail tail;
  tail.add(1, "a");
  tail.add(1, "b");
  tail.add(2, "c");
  tail.add(1, "d");
  const auto output = tail.ofCase();
  BOOST_TEST(output.both == "abcd");
  BOOST_TEST(output.out == "abd");
  BOOST_TEST(output.err == "c");
}

BOOST_AUTO_TEST_CASE(text_before_the_last_read_without_the_start_is_not_of_the_case) {
  OutputTail tail;
  tail.add(1, "of the first");
  tail.reportCame();
  tail.add(2, "maybe of both");
  tail.reportCame();
  tail.caseBegan();
  tail.add(1, "of the second");
  const auto output = tail.ofCase();
  BOOST_TEST(output.out == "of the second");
  BOOST_TEST(output.err == "maybe of both");
}

BOOST_AUTO_TEST_CASE(text_in_the_report_is_exactly_of_the_case_that_is_in_progress) {
  OutputTail tail;
  tail.reportCame();
  tail.addInReport(1, "of the first");
  tail.add(2, "maybe of both");
  tail.caseBegan();
  tail.addInReport(1, "of the second");
  const auto output = tail.ofCase();
  BOOST_TEST(output.out == "of the second");
  BOOST_TEST(output.err == "maybe of both");
  BOOST_TEST(output.both == "maybe of bothof the second");
}

BOOST_AUTO_TEST_CASE(of_much_output_the_end_is_kept) {
  OutputTail tail;
  const std::string block(1000, 'x');
  for (int i = 0; i < 500; ++i) tail.add(1 + i % 2, block);
  tail.add(1, "the end");
  const auto output = tail.ofCase();
  BOOST_TEST(output.both.size() >= OutputTail::kept);
  BOOST_TEST(output.both.size() <= 2 * OutputTail::kept + block.size());
  BOOST_TEST(output.both.ends_with("the end"));
  BOOST_TEST(output.out.size() + output.err.size() == output.both.size());
  BOOST_TEST(output.out.ends_with("xthe end"));
}

BOOST_AUTO_TEST_CASE(a_mark_in_forgotten_text_is_at_its_beginning) {
  OutputTail tail;
  tail.add(1, "before");
  tail.reportCame();
  tail.reportCame();
  tail.caseBegan();
  tail.add(1, std::string(3 * OutputTail::kept, 'x'));
  BOOST_TEST(tail.ofCase().out.find_first_not_of('x') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
