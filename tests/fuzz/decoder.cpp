#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <protocols/box.hpp>
#include <protocols/command.hpp>
#include <protocols/error.hpp>

#include "require.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

using namespace protocols;

struct Item {
  std::string name;
  std::optional<std::int64_t> count = std::nullopt;
  using Layout =
      Fields<Field<"n", Unicode, &Item::name>, Field<"c", Optional<Integer>, &Item::count>>;
};

using Everything =
    Args<Arg<"i", Integer>, Arg<"f", Float>, Arg<"b", Boolean>, Arg<"s", String>, Arg<"u", Unicode>,
         Arg<"l", ListOf<ListOf<Integer>>>, Arg<"a", AmpList<Item>>, Arg<"o", Optional<Unicode>>>;

void readTyped(const ReceivedBox& box) {
  try {
    (void)Everything::read(box, "Everything");
  } catch (const InvalidSignature&) {
  }
}

/// The Box, or none if the message has values that a Box cannot hold.
std::optional<Box> readBox(const ReceivedBox& received) {
  try {
    return Box::Layout::read(received, "a box");
  } catch (const InvalidSignature&) {
    return std::nullopt;
  }
}

}  // namespace

void decoder(std::string_view input) {
  ReceivedBox received;
  if (!received.parse(input, Limits()).empty()) return;
  readTyped(received);
  const auto box = readBox(received);
  if (!box) return;
  const auto sent = box->serialize();
  const auto message = std::string_view(sent).substr(lengthSize);
  require(received.parse(message, Limits()).empty(), "what was read can be sent");
  const auto again = readBox(received);
  require(again.has_value(), "what was sent can be read");
  require(again->serialize() == sent, "it is what it was");
}

}  // namespace fuzz

FUZZ_ENTRY(decoder)
