/// AMP: two peers send each other commands over one stream of bytes, and answers to them.
/// (twisted.protocols.amp.AMP)
///
///     Deferred<Run::Response> answer = amp.callRemote<Run>("test_math.MathTests.test_addition");
///     amp.responder<Run>([this](std::string testCase, std::optional<std::int64_t> index) {
///       return Run::Response{...};
///     });
///
/// The peer is never trusted: bytes that are no box, a box over the limits, or an answer to no call
/// ends the connection (`protocolError`). Callbacks and responders may call this object, lose the
/// connection or destroy the AMP.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <protocols/box.hpp>
#include <protocols/command.hpp>
#include <protocols/detail/calls.hpp>
#include <protocols/error.hpp>
#include <protocols/limits.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace protocols {

class TRIAL_DIST_API AMP : private detail::FailureListener {
 public:
  explicit AMP(const Limits& limits = Limits());
  AMP(const AMP&) = delete;
  AMP& operator=(const AMP&) = delete;
  /// The Deferreds of outstanding calls are released without being fired; call `connectionLost`
  /// first to end them.
  ~AMP() override;

  /// Sends the command C to the peer (AMP-01). The arguments come in the declared order; optional
  /// ones at the end may be left out. Arguments of other types do not compile. Returns a
  /// Deferred<C::Response>, which fails with
  /// - an exception that the command declares, `UnknownRemoteError` or `UnhandledCommand`,
  /// - `TooLong` or `LimitExceeded` if nothing was sent,
  /// - `InvalidSignature` if the answer has other fields than the command declares,
  /// - the reason of the loss, once the connection is lost.
  /// A failure that its callbacks have not handled, after the peer's answer, goes to
  /// `unhandledError` (AMP-20).
  ///
  /// Returns nothing if the command requires no answer. Then `TooLong` and `LimitExceeded` are
  /// thrown, and a lost connection is ignored (AMP-07).
  template <std::derived_from<Command> C, class... A>
  auto callRemote(const A&... arguments);

  /// From now on commands are given to `fake` and nothing of them is sent, also without a
  /// connection: for tests, as one in Python that replaces `callRemote` (AMP-35). What `fake`
  /// throws, and the failure of its answer, are the call's. An empty function ends it.
  void fakeCallRemote(FakeRemote fake);

  /// Sets the function that answers the peer's C. It is called with the `Value` of each argument
  /// and returns a C::Response or a Deferred of one; if the response has no fields, it may return
  /// nothing or a Deferred<void>. If it fails with an exception of the command's `Errors` or a
  /// `RemoteAmpError`, that is sent to the peer; any other exception is logged, sent as `UNKNOWN`
  /// and ends the connection (AMP-10 to AMP-13). A later responder of the same command replaces
  /// this one (AMP-27).
  template <std::derived_from<Command> C, class F>
  void responder(F f);

  /// Sends a command that is given by name, with a Box as arguments and a Box as answer. Fails like
  /// `callRemote`, except that the peer's errors are `RemoteAmpError`s with the peer's code.
  /// Returns none if no answer is required.
  std::optional<reactor::Deferred<Box>> callRemoteString(std::string_view command,
                                                         bool requiresAnswer = true,
                                                         const Box& arguments = Box());
  /// Sets the function that answers the peer's `command`: `f(Box)` returns a Box or a Deferred of
  /// one. A `QuitBox` ends the connection after it (AMP-32). Errors are treated as for a typed
  /// responder.
  template <class F>
  void responder(std::string_view command, F f);
  /// Sends a box unchanged, also with fields of the protocol such as `_ask`. If it has an `_ask`,
  /// the answer belongs to no call of this AMP and ends the connection. Throws `ConnectionLost`
  /// without a connection (AMP-19), and `TooLong`, `LimitExceeded` or `InvalidSignature` if nothing
  /// was sent.
  void sendBox(const Box& box);

  /// Called once, before any data. Logs, then calls `connectionMade`.
  virtual void makeConnection(std::shared_ptr<reactor::ITransport> transport);
  virtual void connectionMade() {}
  /// Takes bytes from the peer, split anywhere (AMP-25). If it is called from a callback of itself,
  /// the bytes are handled after the present ones.
  virtual void dataReceived(std::string_view data);
  /// Fails all outstanding and all later calls with `reason`, or with the protocol error if the
  /// peer made one (AMP-17).
  virtual void connectionLost(reactor::Failure reason);
  /// Called for a failure that no errback handled: logs it and loses the connection (AMP-20,
  /// AMP-21).
  void unhandledError(const reactor::Failure& failure) override;
  /// Called when the peer breaks the protocol: logs it and loses the connection. Nothing is
  /// received any more (MP-08).
  void protocolError(const reactor::Failure& failure) override;

  /// The number of the message, counted from 0, whose rest has not been received; none if there is
  /// no such message. A message that stays partial keeps all behind it from being read.
  [[nodiscard]] std::optional<std::uint64_t> partialMessage() const noexcept;

  /// Null before `makeConnection` and after `connectionLost`.
  [[nodiscard]] std::shared_ptr<reactor::ITransport> transport() const;
  /// Closes the connection after the sent data has been written. No effect without a connection.
  void loseConnection();

  /// While one exists, boxes are collected, as while data is received: they are written when a few
  /// hundred bytes wait, and when the last one is destroyed. It may outlive the AMP.
  class TRIAL_DIST_API Corked {
   public:
    explicit Corked(AMP& amp);
    Corked(Corked&&) noexcept = default;
    Corked& operator=(Corked&&) = delete;
    ~Corked();

   private:
    std::shared_ptr<detail::AmpCore> core_;
  };
  [[nodiscard]] Corked corked() { return Corked(*this); }
  /// Writes the collected boxes.
  void flush();

 private:
  void call(const CommandDescription& command, const detail::FieldWriter& arguments,
            std::unique_ptr<detail::PendingCall> pending);
  void setResponder(const CommandDescription& command,
                    std::shared_ptr<detail::Responder> responder);

  std::shared_ptr<detail::AmpCore> core_;
};

template <std::derived_from<Command> C, class... A>
auto AMP::callRemote(const A&... arguments) {
  using Arguments = typename C::Arguments;
  constexpr bool enough = sizeof...(A) >= Arguments::required;
  constexpr bool notTooMany = sizeof...(A) <= Arguments::size;
  static_assert(enough, "an argument of the command is missing");
  static_assert(notTooMany, "the command has fewer arguments");
  if constexpr (enough && notTooMany) {
    static_assert(Arguments::template accept<A...>(),
                  "an argument has not the type that is declared");
    const auto parameters = Arguments::parameters(arguments...);
    const auto fields = detail::FieldWriter::of<Arguments>(parameters);
    if constexpr (C::requiresAnswer) {
      auto pending = std::make_unique<detail::PendingCallOf<C>>();
      reactor::Deferred<typename C::Response> answer = pending->deferred;
      call(describe<C>, fields, std::move(pending));
      return answer;
    } else {
      call(describe<C>, fields, nullptr);
    }
  }
}

template <std::derived_from<Command> C, class F>
void AMP::responder(F f) {
  setResponder(describe<C>, std::make_shared<detail::ResponderOf<C, F>>(std::move(f)));
}

template <class F>
void AMP::responder(std::string_view command, F f) {
  setResponder({command},
               std::make_shared<detail::ResponderOf<detail::BoxCommand, F>>(std::move(f)));
}

}  // namespace protocols
