/// All that a test module includes: TestCase, assertions, registration, and what makes a test a
/// coroutine. (twisted.trial.unittest)
#pragma once

#include <reactor/coroutine.hpp>
#include <trial/asserts.hpp>
#include <trial/detail/deferredasserts.hpp>
#include <trial/itrial.hpp>
#include <trial/registration.hpp>
#include <trial/testcase.hpp>
