/// Fakes for what touches the world: time, processes, transports, the reactor itself. They record
/// what is asked of them and never wait.
#pragma once

#include <reactor/clock.hpp>
#include <reactor/fakes/fakeprocess.hpp>
#include <reactor/fakes/memoryreactor.hpp>
#include <reactor/fakes/stringtransport.hpp>
