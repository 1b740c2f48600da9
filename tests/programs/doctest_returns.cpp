// Cases that fork or close the report.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN

#include <doctest/doctest.h>

#include "forkingcases.hpp"
