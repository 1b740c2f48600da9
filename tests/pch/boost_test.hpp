// Precompiled for the tests, because it takes longer to compile than most of them do. Nothing
// includes it.
#include <boost/test/unit_test.hpp>
