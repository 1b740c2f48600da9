/// The types between the typed AMP and its untyped AmpCore: calls that wait for an answer,
/// responders, listeners to failures, and fakes of the peer. Only <protocols/amp.hpp> uses this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <protocols/box.hpp>
#include <protocols/command.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/failure.hpp>

namespace protocols {

/// Takes the place of the peer in a test: gets the name of a command and its arguments, and returns
/// the answer. A command for which it returns none is never answered.
using FakeRemote = std::function<std::optional<reactor::Deferred<Box>>(std::string_view command,
                                                                       const Box& arguments)>;

}  // namespace protocols

namespace protocols::detail {

class AmpCore;

/// The AMP of an AmpCore, as far as the core knows it: it is told of failures.
class TRIAL_DIST_API FailureListener {
 public:
  /// A failure that no errback has handled.
  virtual void unhandledError(const reactor::Failure& failure) = 0;
  /// The peer broke the protocol. Nothing is received any more.
  virtual void protocolError(const reactor::Failure& failure) = 0;

 protected:
  FailureListener() = default;
  FailureListener(const FailureListener&) = default;
  FailureListener& operator=(const FailureListener&) = default;
  virtual ~FailureListener() = default;
};

/// The fields of a question or of an answer, and the function that writes them. A view: the values
/// must outlive it.
struct FieldWriter {
  std::size_t count;
  const void* values;
  void (*write)(BoxWriter& box, const void* values);
  /// The connection is closed after it (AMP-32).
  bool quits = false;

  template <class Layout, class V>
  static FieldWriter of(const V& values) {
    FieldWriter fields{Layout::present(values), &values, [](BoxWriter& box, const void* all) {
                         Layout::write(box, *static_cast<const V*>(all));
                       }};
    if constexpr (requires { Layout::quits(values); }) fields.quits = Layout::quits(values);
    return fields;
  }
};

/// A call that waits for its answer. The AmpCore owns it until it is fired, which happens once.
class TRIAL_DIST_API PendingCall {
 public:
  explicit PendingCall(const CommandDescription& which) noexcept : command(which) {}
  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;
  virtual ~PendingCall();
  /// Fires with the peer's answer.
  virtual void answer(const ReceivedBox& box) = 0;
  /// The failure for an error of the peer that the command does not declare.
  [[nodiscard]] virtual reactor::Failure unknownError(std::string code, std::string text) const;
  [[nodiscard]] virtual const reactor::DeferredBase& result() const noexcept = 0;

  const CommandDescription& command;
};

template <class C>
class PendingCallOf : public PendingCall {
 public:
  using Response = typename C::Response;
  PendingCallOf() : PendingCall(describe<C>) {}

  void answer(const ReceivedBox& box) final {
    std::optional<Response> response;
    try {
      response.emplace(Response::Layout::template read<Response>(box, command.name));
    } catch (...) {
      deferred.errback();
      return;
    }
    deferred.callback(*std::move(response));
  }
  [[nodiscard]] const reactor::DeferredBase& result() const noexcept final { return deferred; }

  reactor::Deferred<Response> deferred;
};

/// The Command of calls and responders whose arguments and answers are Boxes.
struct BoxCommand : Command {
  struct Arguments {
    using Values = std::tuple<Box>;
    static Values read(const ReceivedBox& box, std::string_view command) {
      return {Box::Layout::read(box, command)};
    }
  };
  using Response = Box;
};

/// A call whose answer is a Box, and whose errors have the peer's code.
class TRIAL_DIST_API PendingBoxCall final : public PendingCallOf<BoxCommand> {
 public:
  [[nodiscard]] reactor::Failure unknownError(std::string code, std::string text) const override;
};

/// A received command. It is answered once, or never if the connection is lost or the Question
/// destroyed.
class TRIAL_DIST_API Question {
 public:
  Question(std::shared_ptr<AmpCore> core, const CommandDescription& command,
           std::optional<std::uint64_t> ask) noexcept;
  Question(Question&&) noexcept = default;
  Question& operator=(Question&&) = delete;
  ~Question();

  [[nodiscard]] std::string_view commandName() const noexcept { return command_.name; }
  void answer(const FieldWriter& response);
  void fail(const reactor::Failure& failure);

 private:
  std::shared_ptr<AmpCore> core_;
  CommandDescription command_;
  std::optional<std::uint64_t> ask_;
};

class TRIAL_DIST_API Responder {
 public:
  Responder() = default;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  virtual ~Responder();
  /// Calls the function and answers `question`. Throws if the arguments are invalid or the function
  /// throws; `question` is unanswered then.
  virtual void respond(const ReceivedBox& box, Question& question) = 0;
};

template <class C, class F>
class ResponderOf final : public Responder {
 public:
  using Response = typename C::Response;
  explicit ResponderOf(F f) : f_(std::move(f)) {}

  void respond(const ReceivedBox& box, Question& question) override {
    auto values = C::Arguments::read(box, question.commandName());
    using Returned = std::remove_cvref_t<decltype(std::apply(f_, std::move(values)))>;
    if constexpr (std::is_void_v<Returned>) {
      std::apply(f_, std::move(values));
      answer(question, Response{});
    } else if constexpr (reactor::detail::DeferredLike<Returned>) {
      auto later = std::apply(f_, std::move(values));
      // Throws if `later` is empty or a view with a wrong type. This must happen before the
      // question is moved from, since the caller answers it with the exception.
      (void)later.template as<typename Returned::value_type>();
      later.addBoth([q = std::move(question)](auto result) mutable {
        if (auto* failure = std::get_if<1>(&result)) {
          q.fail(*failure);
        } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::get<0>(result))>,
                                            std::monostate>) {
          answer(q, Response{});
        } else {
          answer(q, std::get<0>(result));
        }
      });
    } else {
      answer(question, std::apply(f_, std::move(values)));
    }
  }

 private:
  static void answer(Question& question, const Response& response) {
    question.answer(FieldWriter::of<typename Response::Layout>(response));
  }

  F f_;
};

}  // namespace protocols::detail
