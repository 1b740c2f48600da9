// The main of every layer's tests; BOOST_TEST_MODULE, the name of the module, comes from meson.build.
#include <boost/test/unit_test.hpp>
