/// The header for test modules: TestCase, assertions, registration and coroutines.
/// (twisted.trial.unittest)
#pragma once

#include <reactor/coroutine.hpp>
#include <trial/asserts.hpp>
#include <trial/detail/deferredasserts.hpp>
#include <trial/itrial.hpp>
#include <trial/registration.hpp>
#include <trial/testcase.hpp>
