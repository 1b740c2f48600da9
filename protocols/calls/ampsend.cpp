// The boxes that an AmpCore sends: questions, answers and errors.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <protocols/calls/ampcore.hpp>
#include <protocols/error.hpp>
#include <reactor/error.hpp>
#include <reactor/log.hpp>

namespace protocols::detail {

namespace {

LimitExceeded unreadError(std::size_t waiting) {
  return LimitExceeded(fmt::format("{} bytes wait for a peer that does not read", waiting));
}

}  // namespace

Question::Question(std::shared_ptr<AmpCore> core, const CommandDescription& command,
                   std::optional<std::uint64_t> ask) noexcept
    : core_(std::move(core)), command_(command), ask_(ask) {
  core_->questionBegins();
}

Question::~Question() {
  if (core_) core_->questionIsOver();
}

void Question::answer(const FieldWriter& response) {
  try {
    core_->answer(command_, ask_, response);
  } catch (...) {
    core_->unhandled(reactor::Failure());
  }
}

void Question::fail(const reactor::Failure& failure) {
  try {
    core_->answerWithError(command_, ask_, failure);
  } catch (...) {
    core_->unhandled(reactor::Failure());
  }
}

void AmpCore::call(const CommandDescription& command, const FieldWriter& arguments,
                   std::unique_ptr<PendingCall> pending) {
  const auto self = shared_from_this();
  if (fake_) return callFake(command, arguments, std::move(pending));
  if (failAllReason_) {
    if (pending) pending->result().errback(*failAllReason_);
    return;
  }
  try {
    if (!connected_) {
      throw std::logic_error(fmt::format("callRemote of {} before makeConnection", command.name));
    }
    if (pending && outstanding_.size() >= limits_.outstanding) {
      throw LimitExceeded(fmt::format("{} calls wait for their answers", outstanding_.size()));
    }
    if (const auto waiting = unread()) throw unreadError(waiting);
    BoxWriter box(out_, limits_.messageSize, arguments.count + (pending ? 2 : 1));
    box.key("_command");
    box.text(command.name);
    if (pending) {
      box.key("_ask");
      box.unsignedInteger(lastTag_ + 1);
    }
    arguments.write(box, arguments.values);
    box.finish();
  } catch (...) {
    if (!pending) throw;
    pending->result().errback();
    return;
  }
  ++lastTag_;
  if (pending) outstanding_.emplace(lastTag_, std::move(pending));
  written(arguments.quits);
}

void AmpCore::sendBox(const Box& box) {
  if (!transport || closing_) throw reactor::ConnectionLost();
  if (const auto waiting = unread()) throw unreadError(waiting);
  const auto self = shared_from_this();
  out_ += box.serialize(limits_);
  written(box.quits);
}

/// The bytes that wait for the peer if they are over the limit; 0 if more may be sent.
std::size_t AmpCore::unread() const {
  const auto waiting = transport ? transport->unsent() : 0;
  return waiting > limits_.unread ? waiting : 0;
}

/// Whether an answer may be sent. An answer cannot be refused like a call, so the connection is
/// ended if the peer sends commands and does not read the answers.
bool AmpCore::mayAnswer() {
  if (!transport || closing_) return false;
  const auto waiting = unread();
  if (waiting == 0) return true;
  const auto to = transport;
  if (!broken_) refuse(reactor::Failure(unreadError(waiting)));
  to->abortConnection();  // the peer would never read the waiting data
  return false;
}

void AmpCore::answer(const CommandDescription& command, std::optional<std::uint64_t> ask,
                     const FieldWriter& response) {
  if (!ask || !mayAnswer()) return;
  const auto self = shared_from_this();
  try {
    BoxWriter box(out_, limits_.messageSize, response.count + 1);
    box.key("_answer");
    box.unsignedInteger(*ask);
    response.write(box, response.values);
    box.finish();
  } catch (...) {
    const reactor::Failure cause;
    const BadLocalReturn error(fmt::format("The response to {} cannot be sent:", command.name),
                               cause);
    return answerWithError(command, ask, reactor::Failure(error));
  }
  written(response.quits);
}

void AmpCore::sendError(std::uint64_t ask, std::string_view code, std::string_view description) {
  // Texts are cut, so that the error always fits into a message.
  const auto most = limits_.messageSize / 4;
  BoxWriter box(out_, limits_.messageSize, 3);
  box.key("_error");
  box.unsignedInteger(ask);
  box.key("_error_code");
  box.text(code.substr(0, most));
  box.key("_error_description");
  box.text(description.substr(0, most));
  box.finish();
}

void AmpCore::answerWithError(const CommandDescription& command, std::optional<std::uint64_t> ask,
                              const reactor::Failure& failure) {
  if (!transport) return;
  const auto self = shared_from_this();
  if (!ask) return unhandled(failure);
  if (!mayAnswer()) return;
  bool fatal = true;
  const auto* end = command.errors + command.errorCount;
  const auto* known =
      std::find_if(command.errors, end, [&](const ErrorEntry& entry) { return entry.is(failure); });
  if (known != end) {
    fatal = known->fatal;
    sendError(*ask, known->code, failure.getErrorMessage());
  } else if (const auto* told = failure.as<RemoteAmpError>()) {
    fatal = told->fatal;
    sendError(*ask, told->errorCode, told->description);
  } else {
    sendError(*ask, unknownErrorCode, "Unknown Error");
    reactor::log::err(failure, fmt::format("The responder of {} failed.", command.name));
  }
  written(fatal);
}

}  // namespace protocols::detail
