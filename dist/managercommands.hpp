/// The commands from a worker to the manager. Reports ask for no answer: the answer to `Run`,
/// behind them, acknowledges them all (FIX-23). A text of more than `streamLimit` bytes
/// (<dist/stream.hpp>) goes as a stream before its command, which names it.
/// (twisted.trial._dist.managercommands)
#pragma once

#include <cstdint>
#include <string>

#include <protocols/command.hpp>

namespace dist::managercommands {

using protocols::Arg;
using protocols::Args;
using protocols::Field;
using protocols::Fields;
using protocols::Float;
using protocols::Integer;
using protocols::ListOf;
using protocols::NativeString;
using protocols::Optional;
using protocols::String;

/// The base of all reports.
struct Report : protocols::Command {
  struct Response {
    bool success = true;
    using Layout = Fields<Field<"success", protocols::Boolean, &Response::success>>;
  };
  static constexpr bool requiresAnswer = false;
};

/// The case begins: if the worker is lost from here on, the loss is the case's. It may go on for
/// `limit` seconds without being over or being started again, which a worker does when a stage of
/// it begins; without `limit`, as long as it likes (FIX-25).
struct Started : Report {
  static constexpr std::string_view commandName = "Started";
  using Arguments = Args<Arg<"run", Integer>, Arg<"limit", Optional<Float>>>;
};

struct AddSuccess : Report {
  static constexpr std::string_view commandName = "AddSuccess";
  using Arguments = Args<Arg<"testName", NativeString>, Arg<"run", Integer>>;
};

/// `frames` is a flat list: function, file, line, function, ... (LW-06). `errorParents` are the
/// qualified names of the exception's base classes (FA-12). With `run` 0 it is an error of
/// `testName`, a program, that is no fault of a case.
struct AddError : Report {
  static constexpr std::string_view commandName = "AddError";
  using Arguments =
      Args<Arg<"testName", NativeString>, Arg<"run", Integer>, Arg<"error", NativeString>,
           Arg<"errorClass", NativeString>, Arg<"frames", ListOf<NativeString>>,
           Arg<"errorParents", ListOf<NativeString>>, Arg<"errorStreamId", Optional<Integer>>>;
};

struct AddFailure : Report {
  static constexpr std::string_view commandName = "AddFailure";
  using Arguments =
      Args<Arg<"testName", NativeString>, Arg<"run", Integer>, Arg<"fail", NativeString>,
           Arg<"failClass", NativeString>, Arg<"frames", ListOf<NativeString>>,
           Arg<"failParents", ListOf<NativeString>>, Arg<"failStreamId", Optional<Integer>>>;
};

struct AddSkip : Report {
  static constexpr std::string_view commandName = "AddSkip";
  using Arguments = Args<Arg<"testName", NativeString>, Arg<"run", Integer>,
                         Arg<"reason", NativeString>, Arg<"reasonStreamId", Optional<Integer>>>;
};

struct AddExpectedFailure : Report {
  static constexpr std::string_view commandName = "AddExpectedFailure";
  using Arguments =
      Args<Arg<"testName", NativeString>, Arg<"run", Integer>, Arg<"error", NativeString>,
           Arg<"errorClass", NativeString>, Arg<"frames", ListOf<NativeString>>,
           Arg<"errorParents", ListOf<NativeString>>, Arg<"todo", Optional<NativeString>>,
           Arg<"errorStreamId", Optional<Integer>>>;
};

/// `todoErrors` are the exceptions that were expected, if the todo lists any (FIX-15).
struct AddUnexpectedSuccess : Report {
  static constexpr std::string_view commandName = "AddUnexpectedSuccess";
  using Arguments =
      Args<Arg<"testName", NativeString>, Arg<"run", Integer>, Arg<"todo", Optional<NativeString>>,
           Arg<"todoErrors", ListOf<NativeString>>>;
};

/// A warning of the case, for its report (FIX-28).
struct AddWarning : Report {
  static constexpr std::string_view commandName = "AddWarning";
  using Arguments =
      Args<Arg<"testName", NativeString>, Arg<"run", Integer>, Arg<"category", NativeString>,
           Arg<"filename", NativeString>, Arg<"lineno", Integer>, Arg<"message", NativeString>,
           Arg<"messageStreamId", Optional<Integer>>>;
};

/// Processes that the case left behind and what became of each: "was ended: sleep 47". With `run` 0
/// those that outlived `testName`, a program or the worker.
struct LeftBehind : Report {
  static constexpr std::string_view commandName = "LeftBehind";
  using Arguments = Args<Arg<"testName", NativeString>, Arg<"run", Integer>,
                         Arg<"processes", ListOf<NativeString>>>;
};

/// The result was stopped, by a case or because of an interrupt: the run is to end. Cases that wait
/// in the worker are given back.
struct Stop : Report {
  static constexpr std::string_view commandName = "Stop";
  using Arguments = Args<>;
};

/// A line for the test log.
struct TestWrite : Report {
  static constexpr std::string_view commandName = "TestWrite";
  using Arguments = Args<Arg<"out", NativeString>, Arg<"outStreamId", Optional<Integer>>>;
};

/// Opens a stream. The ids of a connection are 0, 1, 2, ... so that nobody need wait for the answer
/// (ST-01).
struct StreamOpen : protocols::Command {
  static constexpr std::string_view commandName = "StreamOpen";
  struct Response {
    std::int64_t streamId = 0;
    using Layout = Fields<Field<"streamId", Integer, &Response::streamId>>;
  };
  static constexpr bool requiresAnswer = false;
};

struct StreamWrite : protocols::Command {
  static constexpr std::string_view commandName = "StreamWrite";
  using Arguments = Args<Arg<"streamId", Integer>, Arg<"data", String>>;
  static constexpr bool requiresAnswer = false;
};

}  // namespace dist::managercommands
