// AmpCore's connection: its life, and the bytes that are written and received.
#include <protocols/calls/ampcore.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <protocols/detail/received.hpp>
#include <protocols/error.hpp>
#include <reactor/log.hpp>
#include <reactor/spew.hpp>

namespace protocols::detail {

namespace {

/// Collected output is written when this many bytes wait, so that the peer can work on the first
/// boxes while the next are made.
constexpr std::size_t flushSize = 512;
/// A buffer with more capacity than this is freed and not kept.
constexpr std::size_t keptCapacity = std::size_t{64} << 10;

/// Keeps a buffer's memory for the next use, unless it is large.
void recycle(std::string& buffer, std::string&& used) {
  if (!buffer.empty() || used.capacity() > keptCapacity) return;
  used.clear();
  buffer = std::move(used);
}

std::size_t lengthOf(std::string_view header) {
  std::size_t size = 0;
  for (const char c : header.substr(0, lengthSize)) {
    size = size << 8 | static_cast<unsigned char>(c);
  }
  return size;
}

/// Writes each sent message to the spew.
void spewMessages(std::string_view data) {
  while (data.size() >= lengthSize) {
    const auto message = data.substr(lengthSize, lengthOf(data));
    reactor::detail::spew("sent " + describeMessage(message));
    data.remove_prefix(lengthSize + message.size());
  }
}

}  // namespace

void AmpCore::connect(std::shared_ptr<reactor::ITransport> newTransport) {
  if (connected_) {
    throw std::logic_error("AMP::makeConnection: an AMP has one connection in its life");
  }
  connected_ = true;
  transport = std::move(newTransport);
  host = transport->getHost();
  peer = transport->getPeer();
}

void AmpCore::abandon() {
  amp_ = nullptr;
  transport = nullptr;
  const auto calls = std::exchange(outstanding_, {});
  const auto responders = std::exchange(responders_, {});
  const auto retired = std::exchange(retired_, {});
  const auto fake = std::exchange(fake_, nullptr);
}

void AmpCore::lose(reactor::Failure reason) {
  const auto self = shared_from_this();
  connected_ = true;
  transport = nullptr;
  out_.clear();
  if (failAllReason_) return;
  failAllReason_ = broken_ ? broken_ : std::move(reason);
  std::vector<std::pair<std::uint64_t, std::unique_ptr<PendingCall>>> calls;
  calls.reserve(outstanding_.size());
  for (auto& [tag, call] : outstanding_) calls.emplace_back(tag, std::move(call));
  outstanding_.clear();
  std::sort(calls.begin(), calls.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto failure = *failAllReason_;
  for (const auto& [tag, call] : calls) {
    try {
      call->result().errback(failure);
    } catch (...) {  // the caller has fired the Deferred itself
      reactor::log::err(reactor::Failure(), "A call of a lost connection cannot be ended");
    }
  }
}

void AmpCore::close() {
  const auto self = shared_from_this();
  flush();
  closing_ = true;
  if (const auto closing = transport) closing->loseConnection();
}

/// Reports a failure to the AMP. If that throws, the connection is aborted.
template <class Tell>
void AmpCore::tell(const reactor::Failure& failure, Tell tell) noexcept {
  if (amp_ == nullptr) return;
  const auto self = shared_from_this();
  if (std::exchange(telling_, true)) return reactor::log::err(failure, "While an AMP fails");
  try {
    tell(*amp_);
  } catch (...) {
    reactor::log::err(reactor::Failure(), "While an AMP is told of a failure");
    closing_ = true;
    if (transport) transport->abortConnection();
  }
  telling_ = false;
}

void AmpCore::unhandled(const reactor::Failure& failure) noexcept {
  tell(failure, [&](FailureListener& amp) { amp.unhandledError(failure); });
}

void AmpCore::refuse(const reactor::Failure& failure) noexcept {
  broken_ = failure;
  partial_ = {};
  late_ = {};
  tell(failure, [&](FailureListener& amp) { amp.protocolError(failure); });
}

// Sending.

void AmpCore::uncork() noexcept {
  if (--corks_ == 0) flush();
}

void AmpCore::flush() noexcept {
  if (out_.empty()) return;
  const auto to = transport;
  if (!to || closing_) return out_.clear();
  const auto self = shared_from_this();
  // The transport may call back, and more may be collected meanwhile.
  auto data = std::exchange(out_, {});
  if (reactor::detail::spewing) spewMessages(data);
  try {
    to->write(data);
  } catch (...) {
    unhandled(reactor::Failure());
  }
  recycle(out_, std::move(data));
}

void AmpCore::written(bool last) {
  if (last) return close();
  if (corks_ == 0 || out_.size() >= flushSize) flush();
}

// Receiving.

void AmpCore::receive(std::string_view data) {
  if (!listening()) return;
  if (receiving_) {
    late_.append(data);
    return;
  }
  const auto self = shared_from_this();
  struct Receiving {
    AmpCore& core;
    explicit Receiving(AmpCore& which) : core(which) {
      core.receiving_ = true;
      core.cork();
    }
    Receiving(const Receiving&) = delete;
    Receiving& operator=(const Receiving&) = delete;
    ~Receiving() {
      core.receiving_ = false;
      core.uncork();
    }
  } receiving(*this);
  consume(data);
  while (!late_.empty() && listening()) {
    const auto more = std::exchange(late_, {});
    consume(more);
  }
}

void AmpCore::consume(std::string_view data) {
  while (listening() && !data.empty()) {
    if (partial_.empty() && data.size() >= lengthSize) {
      const auto size = messageSize(data);
      if (!size) return;
      if (data.size() - lengthSize >= *size) {
        const auto message = data.substr(lengthSize, *size);
        data.remove_prefix(lengthSize + *size);
        dispatch(message);
        continue;
      }
    }
    // Only bytes of this message are copied, and memory is allocated for received bytes, not for
    // the announced length.
    std::size_t wanted = lengthSize;
    if (partial_.size() >= lengthSize) wanted += *messageSize(partial_);
    const auto taken = data.substr(0, wanted - partial_.size());
    partial_.append(taken);
    data.remove_prefix(taken.size());
    if (partial_.size() < lengthSize) return;
    const auto size = messageSize(partial_);
    if (!size) return;
    if (partial_.size() < lengthSize + *size) continue;
    auto whole = std::exchange(partial_, {});
    dispatch(std::string_view(whole).substr(lengthSize));
    recycle(partial_, std::move(whole));
  }
}

/// The length of the message; none if it is over the limit, which has been refused then.
std::optional<std::size_t> AmpCore::messageSize(std::string_view header) {
  const auto size = lengthOf(header);
  if (size <= limits_.messageSize) return size;
  refuse(reactor::Failure(TooLong(false, false, size)));
  return std::nullopt;
}

void AmpCore::dispatch(std::string_view message) {
  ++received_;
  if (reactor::detail::spewing) reactor::detail::spew("received " + describeMessage(message));
  try {
    dispatchBox(message);
  } catch (...) {
    unhandled(reactor::Failure());
  }
}

}  // namespace protocols::detail
