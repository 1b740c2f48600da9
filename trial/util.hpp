/// Utilities of a run: its working directory, the error of a test that left something in the
/// reactor, the default time limit, lists in a sentence. (twisted.trial.util)
#pragma once

#include <trial/detail/defaulttimeout.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/phrases.hpp>
#include <trial/detail/workingdirectory.hpp>
