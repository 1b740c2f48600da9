// Precompiled for the tests, because it takes longer than most of them do.
#pragma once

#include <boost/test/unit_test.hpp>
