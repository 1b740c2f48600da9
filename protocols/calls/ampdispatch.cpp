// AmpCore's boxes: questions, answers and errors, in both directions.
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

/// The last entry of a call's chain, where that has not come to its end.
class UnhandledLink final : public reactor::detail::Link {
 public:
  explicit UnhandledLink(std::weak_ptr<AmpCore> core) : core_(std::move(core)) {}

  static void take(reactor::detail::Chain& chain, AmpCore& core) {
    const auto failure = chain.failure();
    // Whoever else holds a view may still want to know.
    if (chain.refs() == 1) (void)chain.takeFailure();
    core.unhandled(failure);
  }
  reactor::detail::Chain* run(reactor::detail::Chain& current) override {
    const std::unique_ptr<UnhandledLink> self(this);
    const auto core = core_.lock();
    if (current.failed() && core) take(current, *core);
    return nullptr;
  }
  void drop() noexcept override { delete this; }

 private:
  std::weak_ptr<AmpCore> core_;
};

}  // namespace

PendingCall::~PendingCall() = default;

reactor::Failure PendingCall::unknownError(std::string, std::string text) const {
  return reactor::Failure(UnknownRemoteError(std::move(text)));
}

reactor::Failure PendingBoxCall::unknownError(std::string code, std::string text) const {
  if (code == unknownErrorCode) return PendingCallOf::unknownError({}, std::move(text));
  return reactor::Failure(RemoteAmpError(std::move(code), std::move(text)));
}

Responder::~Responder() = default;

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

// What goes out.

void AmpCore::call(const CommandDescription& command, const FieldWriter& arguments,
                   std::unique_ptr<PendingCall> pending) {
  const auto self = shared_from_this();
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

/// Bytes that are over the limit; 0 when more may be sent.
std::size_t AmpCore::unread() const {
  const auto waiting = transport ? transport->unsent() : 0;
  return waiting > limits_.unread ? waiting : 0;
}

/// An answer cannot be refused: a peer that asks and does not read loses its connection.
bool AmpCore::mayAnswer() {
  if (!transport || closing_) return false;
  const auto waiting = unread();
  if (waiting == 0) return true;
  const auto to = transport;
  if (!broken_) refuse(reactor::Failure(unreadError(waiting)));
  to->abortConnection();  // what waits would wait for ever
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
  // The text of an exception of any size must arrive, if cut.
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

// What comes in.

void AmpCore::dispatchBox(std::string_view message) {
  const auto problem = box_.parse(message, limits_);
  if (!problem.empty()) return refuse(reactor::Failure(MalformedAmpBox(std::string(problem))));
  if (const auto* answered = box_.find("_answer")) return answerReceived(*answered);
  if (const auto* failed = box_.find("_error")) return errorReceived(*failed);
  if (const auto* command = box_.find("_command")) return commandReceived(*command);
  refuse(reactor::Failure(NoEmptyBoxes()));
}

std::unique_ptr<PendingCall> AmpCore::takeCall(const BoxValue& tag, std::string_view what) {
  if (tag.kind == BoxValue::Kind::positive) {
    if (auto found = outstanding_.extract(tag.positive)) return std::move(found.mapped());
    refuse(reactor::Failure(
        MalformedAmpBox(fmt::format("{} {}: no such call is outstanding", what, tag.positive))));
  } else {
    refuse(reactor::Failure(
        MalformedAmpBox(fmt::format("{} is {}, not a number", what, tag.kindName()))));
  }
  return nullptr;
}

void AmpCore::answerReceived(const BoxValue& tag) {
  const auto call = takeCall(tag, "_answer");
  if (!call) return;
  call->answer(box_);
  settle(*call);
}

void AmpCore::errorReceived(const BoxValue& tag) {
  const auto* code = box_.find("_error_code");
  const auto* description = box_.find("_error_description");
  if (code == nullptr || code->kind != BoxValue::Kind::text || description == nullptr ||
      description->kind != BoxValue::Kind::text) {
    return refuse(reactor::Failure(MalformedAmpBox("an error without a code and a description")));
  }
  const auto call = takeCall(tag, "_error");
  if (!call) return;
  const auto text = textOf(description->view());
  const auto name = code->view();
  const auto* end = call->command.errors + call->command.errorCount;
  const auto* known = std::find_if(call->command.errors, end,
                                   [&](const ErrorEntry& entry) { return entry.code == name; });
  if (name == unhandledErrorCode) {
    call->result().errback(UnhandledCommand(text));
  } else if (known != end) {
    call->result().errback(known->make(text));
  } else {
    call->result().errback(call->unknownError(textOf(name), text));
  }
  settle(*call);
}

void AmpCore::settle(const PendingCall& call) {
  auto& chain = call.result().chain();
  if (!chain.ready()) {
    chain.append(new UnhandledLink(weak_from_this()), chain.tail());
    chain.runIfFired();
  } else if (chain.failed()) {
    UnhandledLink::take(chain, *this);
  }
}

void AmpCore::commandReceived(const BoxValue& name) {
  if (closing_) return;
  if (name.kind != BoxValue::Kind::text) {
    return refuse(reactor::Failure(MalformedAmpBox("_command is not a text")));
  }
  std::optional<std::uint64_t> ask;
  if (const auto* tag = box_.find("_ask")) {
    if (tag->kind != BoxValue::Kind::positive || tag->positive == 0) {
      return refuse(reactor::Failure(MalformedAmpBox("_ask is not a number from 1 on")));
    }
    ask = tag->positive;
  }
  const auto found = responders_.find(name.view());
  if (found == responders_.end()) {
    const RemoteAmpError error(std::string(unhandledErrorCode),
                               fmt::format("no responder for {}", textOf(name.view())));
    const CommandDescription none{name.view(), nullptr, 0, ask.has_value()};
    return answerWithError(none, ask, reactor::Failure(error));
  }
  if (unanswered_ >= limits_.unanswered) {
    return refuse(reactor::Failure(
        LimitExceeded(fmt::format("{} commands wait for their answers", unanswered_))));
  }
  // The function may replace its own responder, or end everything.
  const auto responder = found->second.responder;
  const auto command = found->second.command;
  Question question(shared_from_this(), command, ask);
  try {
    responder->respond(box_, question);
  } catch (...) {
    question.fail(reactor::Failure());
  }
}

void AmpCore::setResponder(CommandDescription command, std::shared_ptr<Responder> responder) {
  const auto at = responders_.try_emplace(std::string(command.name)).first;
  auto& entry = at->second;
  if (entry.responder) retired_.push_back(std::move(entry.responder));
  command.name = at->first;
  entry = Entry{command, std::move(responder)};
}

}  // namespace protocols::detail
