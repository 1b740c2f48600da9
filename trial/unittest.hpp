/// All that a test module includes: TestCase, assertions, registration. (twisted.trial.unittest)
#pragma once

#include <trial/asserts.hpp>
#include <trial/deferredasserts.hpp>
#include <trial/itrial.hpp>
#include <trial/registration.hpp>
#include <trial/testcase.hpp>
