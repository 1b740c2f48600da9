/// The two ends of one worker. (twisted.trial._dist.worker)
#pragma once

#include <dist/localworker.hpp>
#include <dist/localworkeramp.hpp>
#include <dist/workerprotocol.hpp>
