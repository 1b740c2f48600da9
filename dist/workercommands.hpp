/// The commands from the manager to a worker. (twisted.trial._dist.workercommands)
#pragma once

#include <optional>
#include <string>

#include <protocols/command.hpp>

namespace dist::workercommands {

/// Runs one case. Reports about it carry `run`; the answer comes behind them and acknowledges them
/// all.
struct Run : protocols::Command {
  static constexpr std::string_view commandName = "Run";
  using Arguments = protocols::Args<protocols::Arg<"testCase", protocols::NativeString>,
                                    protocols::Arg<"run", protocols::Integer>>;
  struct Response {
    bool success = false;
    /// How long the case took, in seconds.
    std::optional<double> duration = {};
    /// With the last case of a batch of a program that has gone through it: how long the batch
    /// took, in seconds, beside its cases. That is what starting the program costs.
    std::optional<double> overhead = {};
    using Layout = protocols::Fields<
        protocols::Field<"success", protocols::Boolean, &Response::success>,
        protocols::Field<"duration", protocols::Optional<protocols::Float>, &Response::duration>,
        protocols::Field<"overhead", protocols::Optional<protocols::Float>, &Response::overhead>>;
  };
};

/// The worker moves into `directory`. Paths in names of tests are meant from `origin`, the folder
/// that the manager was started in.
struct Start : protocols::Command {
  static constexpr std::string_view commandName = "Start";
  using Arguments =
      protocols::Args<protocols::Arg<"directory", protocols::NativeString>,
                      protocols::Arg<"origin", protocols::Optional<protocols::NativeString>>>;
  struct Response {
    bool success = false;
    using Layout =
        protocols::Fields<protocols::Field<"success", protocols::Boolean, &Response::success>>;
  };
};

/// Describes a program before the manager sends cases of it: the name of its framework, what the
/// adapter learned from its file, and the notes of its list, each behind the name of its case. Many
/// notes come in several commands, of which the last has `complete`. Without this command the
/// worker reads and lists the program itself.
struct Program : protocols::Command {
  static constexpr std::string_view commandName = "Program";
  using Arguments =
      protocols::Args<protocols::Arg<"program", protocols::NativeString>,
                      protocols::Arg<"framework", protocols::NativeString>,
                      protocols::Arg<"dialect", protocols::NativeString>,
                      protocols::Arg<"notes", protocols::ListOf<protocols::NativeString>>,
                      protocols::Arg<"complete", protocols::Boolean>>;
  static constexpr bool requiresAnswer = false;
};

/// The next `count` cases share one process: the worker begins none of them before it has all, but
/// waits for each a second at most.
struct Together : protocols::Command {
  static constexpr std::string_view commandName = "Together";
  using Arguments = protocols::Args<protocols::Arg<"count", protocols::Integer>>;
  static constexpr bool requiresAnswer = false;
};

/// Takes back a case that has not begun: its `Run` is answered with success false and nothing is
/// reported. One that has begun goes on. `ends`: nothing more is handed out, because of a signal or
/// a failure with `exitFirst`; what is known of the case that runs is told at once.
struct Withdraw : protocols::Command {
  static constexpr std::string_view commandName = "Withdraw";
  using Arguments = protocols::Args<protocols::Arg<"run", protocols::Integer>,
                                    protocols::Arg<"ends", protocols::Boolean>>;
  static constexpr bool requiresAnswer = false;
};

}  // namespace dist::workercommands
