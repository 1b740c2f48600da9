#include <protocols/amp.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

#include <fmt/format.h>

#include <protocols/calls/ampcore.hpp>
#include <protocols/error.hpp>
#include <reactor/log.hpp>

namespace protocols {

namespace {

void logConnection(const AMP& amp, std::string_view what, const detail::AmpCore& core) {
  auto name = reactor::qualifiedName(typeid(amp));
  name.erase(0, name.rfind('.') + 1);
  reactor::log::msg(
      fmt::format("{} connection {} (HOST:{} PEER:{})", name, what, core.host, core.peer));
}

}  // namespace

AMP::AMP(const Limits& limits)
    : core_(std::make_shared<detail::AmpCore>(static_cast<detail::FailureListener&>(*this),
                                              limits)) {}

AMP::~AMP() { core_->abandon(); }

void AMP::makeConnection(std::shared_ptr<reactor::ITransport> transport) {
  if (!transport) throw std::invalid_argument("AMP::makeConnection: no transport");
  core_->connect(std::move(transport));
  logConnection(*this, "established", *core_);
  connectionMade();
}

void AMP::dataReceived(std::string_view data) { core_->receive(data); }

void AMP::connectionLost(reactor::Failure reason) {
  logConnection(*this, "lost", *core_);
  core_->lose(std::move(reason));
}

void AMP::unhandledError(const reactor::Failure& failure) {
  reactor::log::err(
      failure,
      "Nobody handled this failure of an AMP connection, which is lost for it. Every callRemote "
      "needs an errback.");
  loseConnection();
}

void AMP::protocolError(const reactor::Failure& failure) {
  reactor::log::err(failure, "The AMP peer does not keep to the protocol; the connection is lost.");
  loseConnection();
}

std::optional<std::uint64_t> AMP::partialMessage() const noexcept {
  return core_->partialMessage();
}

void AMP::fakeCallRemote(FakeRemote fake) { core_->setFake(std::move(fake)); }

std::shared_ptr<reactor::ITransport> AMP::transport() const { return core_->transport; }

void AMP::loseConnection() { core_->close(); }

void AMP::flush() { core_->flush(); }

void AMP::call(const CommandDescription& command, const detail::FieldWriter& arguments,
               std::unique_ptr<detail::PendingCall> pending) {
  core_->call(command, arguments, std::move(pending));
}

void AMP::setResponder(const CommandDescription& command,
                       std::shared_ptr<detail::Responder> responder) {
  core_->setResponder(command, std::move(responder));
}

std::optional<reactor::Deferred<Box>> AMP::callRemoteString(std::string_view command,
                                                            bool requiresAnswer,
                                                            const Box& arguments) {
  const CommandDescription description{command, nullptr, 0, requiresAnswer};
  const auto fields = detail::FieldWriter::of<Box::Layout>(arguments);
  if (!requiresAnswer) {
    call(description, fields, nullptr);
    return std::nullopt;
  }
  auto pending = std::make_unique<detail::PendingBoxCall>();
  const auto answer = pending->deferred;
  call(description, fields, std::move(pending));
  return answer;
}

void AMP::sendBox(const Box& box) { core_->sendBox(box); }

AMP::Corked::Corked(AMP& amp) : core_(amp.core_) { core_->cork(); }

AMP::Corked::~Corked() {
  if (core_) core_->uncork();
}

}  // namespace protocols
