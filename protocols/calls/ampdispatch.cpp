// The boxes that an AmpCore receives: questions, answers and errors.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <protocols/calls/ampcore.hpp>
#include <protocols/error.hpp>

namespace protocols::detail {

namespace {

/// Added to the end of a call's chain whose callbacks have not all run: reports a failure that
/// reaches it as unhandled.
class UnhandledLink final : public reactor::detail::Link {
 public:
  explicit UnhandledLink(std::weak_ptr<AmpCore> core) : core_(std::move(core)) {}

  static void take(reactor::detail::Chain& chain, AmpCore& core) {
    const auto failure = chain.failure();
    // The failure stays in the chain if other code holds the Deferred and may still handle it.
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
  const std::string text(description->view());
  const auto name = code->view();
  const auto* end = call->command.errors + call->command.errorCount;
  const auto* known = std::find_if(call->command.errors, end,
                                   [&](const ErrorEntry& entry) { return entry.code == name; });
  if (name == unhandledErrorCode) {
    call->result().errback(UnhandledCommand(text));
  } else if (known != end) {
    call->result().errback(known->make(text));
  } else {
    call->result().errback(call->unknownError(std::string(name), text));
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
                               fmt::format("no responder for {}", name.view()));
    const CommandDescription none{name.view(), nullptr, 0, ask.has_value()};
    return answerWithError(none, ask, reactor::Failure(error));
  }
  if (unanswered_ >= limits_.unanswered) {
    return refuse(reactor::Failure(
        LimitExceeded(fmt::format("{} commands wait for their answers", unanswered_))));
  }
  // Copies, since the function may replace its own responder or destroy the AMP.
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
