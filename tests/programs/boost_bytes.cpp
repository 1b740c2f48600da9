// Names and texts that are not UTF-8.
#define BOOST_TEST_MODULE bytes
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

namespace {

const std::string bytes = "caf\xe9 \xff\xfe.";

void pass() {}
void fail() { BOOST_ERROR("failure " + bytes); }
void raise() { throw std::runtime_error("error " + bytes); }

const struct Builder {
  Builder() {
    utf::test_suite* suite = BOOST_TEST_SUITE("suite " + bytes);
    suite->add(utf::make_test_case(&pass, "pass " + bytes, __FILE__, __LINE__));
    suite->add(utf::make_test_case(&fail, "fail " + bytes, __FILE__, __LINE__));
    suite->add(utf::make_test_case(&raise, "raise " + bytes, __FILE__, __LINE__));
    utf::framework::master_test_suite().add(suite);
  }
} builder;

}  // namespace
