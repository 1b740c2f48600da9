/// AmpCore: the part of an AMP that does not depend on types: buffers, the table of calls,
/// dispatch. It outlives the AMP while a function of it runs and while a responder's Deferred is
/// unfired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <protocols/detail/calls.hpp>
#include <protocols/detail/msgpack.hpp>
#include <protocols/limits.hpp>
#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>

namespace protocols::detail {

class AmpCore : public std::enable_shared_from_this<AmpCore> {
 public:
  AmpCore(FailureListener& amp, const Limits& limits) : amp_(&amp), limits_(limits) {}

  void connect(std::shared_ptr<reactor::ITransport> newTransport);
  void receive(std::string_view data);
  void lose(reactor::Failure reason);
  /// The AMP is being destroyed.
  void abandon();
  /// Writes the collected boxes and closes the connection.
  void close();

  void call(const CommandDescription& command, const FieldWriter& arguments,
            std::unique_ptr<PendingCall> pending);
  /// Calls go to `fake` from now on; an empty function ends that.
  void setFake(FakeRemote fake);
  void setResponder(CommandDescription command, std::shared_ptr<Responder> responder);
  void sendBox(const Box& box);

  // The answers of responders. Both have no effect once the connection is lost (AMP-18).
  void answer(const CommandDescription& command, std::optional<std::uint64_t> ask,
              const FieldWriter& response);
  void answerWithError(const CommandDescription& command, std::optional<std::uint64_t> ask,
                       const reactor::Failure& failure);
  void questionBegins() noexcept { ++unanswered_; }
  void questionIsOver() noexcept { --unanswered_; }

  /// The number of the message whose rest has not been received; none if there is no such message.
  [[nodiscard]] std::optional<std::uint64_t> partialMessage() const noexcept {
    return partial_.empty() ? std::nullopt : std::optional(received_);
  }

  void cork() noexcept { ++corks_; }
  void uncork() noexcept;
  /// Writes the collected boxes. An exception of the transport is an unhandled error (AMP-22).
  void flush() noexcept;
  void unhandled(const reactor::Failure& failure) noexcept;

  std::shared_ptr<reactor::ITransport> transport;
  std::string host;
  std::string peer;

 private:
  struct Entry {
    CommandDescription command;
    std::shared_ptr<Responder> responder;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept {
      return std::hash<std::string_view>()(name);
    }
  };

  void callFake(const CommandDescription& command, const FieldWriter& arguments,
                std::unique_ptr<PendingCall> pending);
  [[nodiscard]] bool listening() const noexcept { return amp_ && transport && !broken_; }
  void consume(std::string_view data);
  [[nodiscard]] std::optional<std::size_t> messageSize(std::string_view header);
  void dispatch(std::string_view message);
  void dispatchBox(std::string_view message);
  void answerReceived(const BoxValue& tag);
  void errorReceived(const BoxValue& tag);
  void commandReceived(const BoxValue& name);
  [[nodiscard]] std::unique_ptr<PendingCall> takeCall(const BoxValue& tag, std::string_view what);
  /// Called after the call was fired: a failure that its callbacks did not handle goes to
  /// `unhandled`.
  void settle(const PendingCall& call);
  template <class Tell>
  void tell(const reactor::Failure& failure, Tell tell) noexcept;
  void refuse(const reactor::Failure& failure) noexcept;
  [[nodiscard]] std::size_t unread() const;
  [[nodiscard]] bool mayAnswer();
  void sendError(std::uint64_t ask, std::string_view code, std::string_view description);
  void written(bool last = false);

  FailureListener* amp_;
  const Limits limits_;
  std::shared_ptr<const FakeRemote> fake_;  // if it is set nothing is sent
  std::unordered_map<std::string, Entry, NameHash, std::equal_to<>> responders_;
  /// Replaced responders. They are kept because a coroutine of theirs may still use their closure.
  std::vector<std::shared_ptr<Responder>> retired_;
  std::unordered_map<std::uint64_t, std::unique_ptr<PendingCall>> outstanding_;
  std::uint64_t lastTag_ = 0;
  std::size_t unanswered_ = 0;
  /// The failure of all calls from now on, once the connection is lost.
  std::optional<reactor::Failure> failAllReason_;
  /// Set when the peer broke the protocol.
  std::optional<reactor::Failure> broken_;
  bool connected_ = false;
  /// Set when the connection is being closed: nothing is sent and no command is answered any more.
  bool closing_ = false;
  /// Set while a failure is being reported to the AMP.
  bool telling_ = false;

  ReceivedBox box_;
  /// The beginning of a message whose rest has not been received.
  std::string partial_;
  std::uint64_t received_ = 0;  // whole messages
  bool receiving_ = false;
  /// Data that `receive` got while it was already running.
  std::string late_;
  std::string out_;
  unsigned corks_ = 0;
};

}  // namespace protocols::detail
