#include <trial/reports/formats/subunitpacket.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace trial {

namespace {

constexpr char signature = '\xb3';
constexpr std::size_t bytesOfChecksum = 4;

// Flags.
constexpr unsigned version2 = 0x2000;
constexpr unsigned hasId = 0x0800;
constexpr unsigned hasTime = 0x0200;
constexpr unsigned runnable = 0x0100;
constexpr unsigned hasTags = 0x0080;
constexpr unsigned hasMime = 0x0020;
constexpr unsigned hasFile = 0x0040;
constexpr unsigned endsFile = 0x0010;

/// In network order.
std::string fixed(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
  return out;
}

/// A number below 2^30; its two first bits say how many bytes follow.
std::string number(std::uint64_t value) {
  constexpr int bitsOfOne = 6;
  constexpr int bitsOfMore = 8;
  int bytes = 1;
  while (bytes < 4 && value >> static_cast<unsigned>(bitsOfOne + bitsOfMore * (bytes - 1)) != 0)
    ++bytes;
  const auto kind = static_cast<std::uint64_t>(bytes - 1)
                    << static_cast<unsigned>(bitsOfMore * bytes - 2);
  return fixed(value | kind, bytes);
}

std::string counted(std::string_view text) { return number(text.size()).append(text); }

std::string timeOfPacket(double time) {
  constexpr double perSecond = 1e9;
  constexpr double last = 0xffffffffU;
  const double seconds = std::floor(std::fmin(time, last));
  const auto rest = time < last ? (time - seconds) * perSecond : 0;
  return fixed(static_cast<std::uint64_t>(seconds), 4) + number(static_cast<std::uint64_t>(rest));
}

/// CRC-32 as zlib has it.
std::uint32_t checksum(std::string_view bytes) {
  static const auto table = [] {
    constexpr std::uint32_t polynomial = 0xedb88320U;
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      auto value = i;
      for (int bit = 0; bit < 8; ++bit) value = value >> 1U ^ ((value & 1U) * polynomial);
      made.at(i) = value;
    }
    return made;
  }();
  std::uint32_t sum = ~0U;
  for (const char c : bytes) sum = sum >> 8U ^ table[(sum ^ static_cast<unsigned char>(c)) & 0xffU];
  return ~sum;
}

}  // namespace

std::string SubunitPacket::bytes() const {
  unsigned flags = version2 | runnable | hasId | static_cast<unsigned>(status);
  std::string body;
  if (time > 0) {
    flags |= hasTime;
    body += timeOfPacket(time);
  }
  body += counted(id);
  if (!tags.empty()) {
    flags |= hasTags;
    body += number(tags.size());
    for (const auto& tag : tags) body += counted(tag);
  }
  if (!file.empty()) {
    flags |= hasMime | hasFile | (isLastPiece ? endsFile : 0U);
    body += counted(mime) + counted(file) + counted(content);
  }
  const auto before = std::string(1, signature) + fixed(flags, 2);
  const auto rest = before.size() + body.size() + bytesOfChecksum;
  // The length counts itself, too.
  std::size_t own = 1;
  while (number(rest + own).size() > own) ++own;
  const auto packet = before + number(rest + own) + body;
  return packet + fixed(checksum(packet), static_cast<int>(bytesOfChecksum));
}

}  // namespace trial
