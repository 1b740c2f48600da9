/// All fakes for tests: clock, processes, transport, reactor. They record the calls that they get
/// and never wait. (twisted.internet.testing, twisted.internet.task.Clock)
#pragma once

#include <reactor/clock.hpp>
#include <reactor/fakes/fakeprocess.hpp>
#include <reactor/fakes/memoryreactor.hpp>
#include <reactor/fakes/stringtransport.hpp>
