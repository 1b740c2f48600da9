/// What an AMP is without its types: buffers, the table of calls, dispatch. It outlives the AMP
/// while somebody on the stack works with it, or a responder's Deferred waits.
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
  /// The AMP goes.
  void abandon();
  /// Flushes, then closes.
  void close();

  void call(const CommandDescription& command, const FieldWriter& arguments,
            std::unique_ptr<PendingCall> pending);
  void setResponder(CommandDescription command, std::shared_ptr<Responder> responder);
  void sendBox(const Box& box);

  // The answers of responders. Both do nothing once the connection is lost (AMP-18).
  void answer(const CommandDescription& command, std::optional<std::uint64_t> ask,
              const FieldWriter& response);
  void answerWithError(const CommandDescription& command, std::optional<std::uint64_t> ask,
                       const reactor::Failure& failure);
  void questionBegins() noexcept { ++unanswered_; }
  void questionIsOver() noexcept { --unanswered_; }

  void cork() noexcept { ++corks_; }
  void uncork() noexcept;
  /// What the transport throws is an unhandled error (AMP-22).
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

  [[nodiscard]] bool listening() const noexcept { return amp_ && transport && !broken_; }
  void consume(std::string_view data);
  [[nodiscard]] std::optional<std::size_t> messageSize(std::string_view header);
  void dispatch(std::string_view message);
  void dispatchBox(std::string_view message);
  void answerReceived(const BoxValue& tag);
  void errorReceived(const BoxValue& tag);
  void commandReceived(const BoxValue& name);
  [[nodiscard]] std::unique_ptr<PendingCall> takeCall(const BoxValue& tag, std::string_view what);
  /// After the call was fired: what its callbacks left goes to `unhandled`.
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
  std::unordered_map<std::string, Entry, NameHash, std::equal_to<>> responders_;
  /// Replaced ones: a coroutine of theirs may still be under way in their closure.
  std::vector<std::shared_ptr<Responder>> retired_;
  std::unordered_map<std::uint64_t, std::unique_ptr<PendingCall>> outstanding_;
  std::uint64_t lastTag_ = 0;
  std::size_t unanswered_ = 0;
  /// Why calls fail from now on.
  std::optional<reactor::Failure> failAllReason_;
  /// What the peer did wrong.
  std::optional<reactor::Failure> broken_;
  bool connected_ = false;
  /// Nothing is sent any more, and no command is answered.
  bool closing_ = false;
  /// The AMP is being told of a failure.
  bool telling_ = false;

  ReceivedBox box_;
  /// The beginning of a message, of which the rest has not come.
  std::string partial_;
  bool receiving_ = false;
  /// Received from inside a dispatch.
  std::string late_;
  std::string out_;
  unsigned corks_ = 0;
};

}  // namespace protocols::detail
