// A fake in the place of the peer of an AmpCore.
#include <utility>

#include <protocols/calls/ampcore.hpp>
#include <protocols/detail/msgpack.hpp>
#include <protocols/error.hpp>

namespace protocols::detail {

namespace {

/// Calls `use` with the box that these fields are.
template <class Use>
auto withBox(const FieldWriter& fields, const Limits& limits, Use use) {
  std::string message;
  BoxWriter writer(message, limits.messageSize, fields.count);
  fields.write(writer, fields.values);
  writer.finish();
  ReceivedBox box;
  const auto problem = box.parse(std::string_view(message).substr(lengthSize), limits);
  if (!problem.empty()) throw MalformedAmpBox(std::string(problem));
  return use(std::as_const(box));
}

}  // namespace

void AmpCore::setFake(FakeRemote fake) {
  fake_ = fake ? std::make_shared<const FakeRemote>(std::move(fake)) : nullptr;
}

void AmpCore::callFake(const CommandDescription& command, const FieldWriter& arguments,
                       std::unique_ptr<PendingCall> pending) {
  const auto fake = fake_;  // it may replace itself
  std::optional<reactor::Deferred<Box>> answer;
  try {
    answer = withBox(arguments, limits_, [&](const ReceivedBox& box) {
      return (*fake)(command.name, Box::Layout::read(box, command.name));
    });
  } catch (...) {
    if (!pending) throw;
    return pending->result().errback();
  }
  if (!answer || !pending) return;
  answer->addBoth([call = std::move(pending), limits = limits_](reactor::Result<Box> result) {
    if (const auto* failure = std::get_if<1>(&result)) return call->result().errback(*failure);
    try {
      withBox(FieldWriter::of<Box::Layout>(std::get<0>(result)), limits,
              [&](const ReceivedBox& box) { call->answer(box); });
    } catch (...) {
      call->result().errback();
    }
  });
}

}  // namespace protocols::detail
