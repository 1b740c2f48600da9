/// Fakes for what touches the world: time, processes, transports, the reactor itself. They record
/// what is asked of them and never wait.
#pragma once

#include <reactor/clock.hpp>
#include <reactor/fakeprocess.hpp>
#include <reactor/memoryreactor.hpp>
#include <reactor/stringtransport.hpp>
