/// AMP: two peers ask each other questions over one stream of bytes. (twisted.protocols.amp)
///
///     auto answer = amp.callRemote<Run>("test_math.MathTests.test_addition");   //
///     Deferred<Run::Response> amp.responder<Run>([this](std::string testCase,
///     std::optional<std::int64_t> index) { ... });
///
/// The peer is never trusted: what is no box, is over the limits or answers nothing ends the
/// connection (`protocolError`). Callbacks and responders may call back, lose the connection or
/// destroy the AMP.
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
  /// Calls without an answer are dropped unfired: `connectionLost` is what ends them.
  ~AMP() override;

  /// Asks the peer (AMP-01). The arguments come in the declared order; optional ones at the end may
  /// be left out. What does not fit does not compile. Returns a Deferred<C::Response>, which fails
  /// with
  /// - an exception that the command declares; `UnknownRemoteError`; `UnhandledCommand`,
  /// - `TooLong`, `LimitExceeded`: nothing was sent; `InvalidSignature`: the answer is not what the
  /// command declares,
  /// - the reason of the loss, once the connection is lost.
  /// What its callbacks leave over after the peer's answer goes to `unhandledError` (AMP-20).
  ///
  /// Returns nothing if the command requires no answer; `TooLong` and `LimitExceeded` are thrown
  /// then, and a lost connection ignored (AMP-07).
  template <std::derived_from<Command> C, class... A>
  auto callRemote(const A&... arguments);

  /// Answers the peer's `C` with `f(arguments...)`, called with `Value`s. It returns a C::Response
  /// or a Deferred of one, or nothing (Deferred<void>) if the response has no fields. An exception
  /// of the command's `Errors` is told to the peer and so is a `RemoteAmpError`; any other is
  /// logged, told as `UNKNOWN` and ends the connection (AMP-10 to AMP-13). The newest responder of
  /// a command wins (AMP-27).
  template <std::derived_from<Command> C, class F>
  void responder(F f);

  /// Asks without a Command: a Box goes out and a Box comes back. Fails as `callRemote` does, with
  /// errors of the peer as `RemoteAmpError`s that have its codes. None if no answer is required.
  std::optional<reactor::Deferred<Box>> callRemoteString(std::string_view command,
                                                         bool requiresAnswer = true,
                                                         const Box& arguments = Box());
  /// Answers the peer's `command` with `f(Box)`, which returns a Box or a Deferred of one; a
  /// `QuitBox` is the last one (AMP-32). Errors are told as those of a typed responder are.
  template <class F>
  void responder(std::string_view command, F f);
  /// Sends a message as it stands, the protocol's own fields included: an answer to an `_ask` of
  /// one's own is for nobody, and ends the connection. `ConnectionLost` when there is no connection
  /// (AMP-19); `TooLong`, `LimitExceeded`, `InvalidSignature`: nothing was sent.
  void sendBox(const Box& box);

  /// Once in a life, before any data. Logs, then calls `connectionMade`.
  virtual void makeConnection(std::shared_ptr<reactor::ITransport> transport);
  virtual void connectionMade() {}
  /// Bytes of the peer, cut anywhere (AMP-25). Called from inside itself, it takes them for later.
  virtual void dataReceived(std::string_view data);
  /// Fails all outstanding and all later calls with `reason`, or with what was wrong with the peer
  /// (AMP-17).
  virtual void connectionLost(reactor::Failure reason);
  /// A failure that nobody took: logged, and the connection is lost (AMP-20, AMP-21).
  void unhandledError(const reactor::Failure& failure) override;
  /// The peer sent what is no box: logged, and the connection is lost. Nothing is received any more
  /// (MP-08).
  void protocolError(const reactor::Failure& failure) override;

  /// Null before `makeConnection` and after `connectionLost`.
  [[nodiscard]] std::shared_ptr<reactor::ITransport> transport() const;
  /// Closes after what was sent has been written; nothing if there is no connection.
  void loseConnection();

  /// While one is held boxes are collected, as they are while data is received: they are written
  /// when a few hundred bytes wait, and when the last one goes. It may outlive the AMP.
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
  /// Writes what was collected.
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
