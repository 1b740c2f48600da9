// The tests in doctest_library.cpp.
#pragma once

/// Runs those of the library's own doctest.
[[gnu::visibility("default")]] int runTestsOfLibrary(int argc, char** argv);
