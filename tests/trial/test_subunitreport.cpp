// The report subunit: packets of version 2, read again.
#include <trial/reports/formats/subunitpacket.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <trial/reports/reports.hpp>

#include "recorder.hpp"
#include "reportedrun.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using reported::native;
using texts::contentOf;
using trial::SubunitPacket;

BOOST_AUTO_TEST_SUITE(SubunitReportTests)

namespace {

/// Reads a stream of packets as readers do: a line for each.
class PacketReader {
 public:
  explicit PacketReader(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string lines() {
    std::string text;
    while (at_ < bytes_.size()) text += line() + '\n';
    return text;
  }
  std::size_t packets = 0;

 private:
  std::uint64_t fixed(std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes_.at(at_++));
    return value;
  }
  std::uint64_t number() {
    const auto first = fixed(1);
    auto value = first & 0x3fU;
    for (auto more = first >> 6U; more > 0; --more) value = value << 8U | fixed(1);
    return value;
  }
  std::string text() {
    const auto size = number();
    const auto from = at_;
    at_ += size;
    return bytes_.substr(from, size);
  }
  std::string line() {
    static const std::vector<std::string> names = {"-",         "exists", "inprogress", "success",
                                                   "uxsuccess", "skip",   "fail",       "xfail"};
    const auto begin = at_;
    BOOST_TEST_REQUIRE(fixed(1) == 0xb3U);
    const auto flags = fixed(2);
    BOOST_TEST((flags & 0xf508U) == 0x2100U, flags);  // version 2, a test, no route
    const auto end = begin + number();
    std::string time;
    if ((flags & 0x200U) != 0) {
      const auto seconds = fixed(4);
      time = fmt::format(" {}.{:09}", seconds, number());
    }
    BOOST_TEST((flags & 0x800U) != 0);
    auto out = names[flags & 7U] + ' ' + text() + time;
    if ((flags & 0x80U) != 0) {
      for (auto count = number(); count > 0; --count) out += " [" + text() + ']';
    }
    if ((flags & 0x20U) != 0) out += ' ' + text();
    if ((flags & 0x40U) != 0) {
      out += ' ' + text();
      out += ": " + text();
    }
    if ((flags & 0x10U) != 0) out += " (end)";
    BOOST_TEST_REQUIRE(at_ + 4 == end);
    at_ = end;
    ++packets;
    return out;
  }

  std::string bytes_;
  std::size_t at_ = 0;
};

std::string packetsOf(const std::string& bytes) { return PacketReader(bytes).lines(); }

}  // namespace

/// python3-subunit has written the expected bytes for the same calls.
BOOST_AUTO_TEST_CASE(a_packet_is_as_the_reference_writes_it, *label("RPT-20")) {
  const auto bytes = SubunitPacket{
      .id = "a.b",
      .status = SubunitPacket::Status::success,
      .time = 1000.25,
      .tags = {
          "worker-1"}}.bytes();
  BOOST_TEST(bytes == std::string("\263\053\203\036\000\000\003\350\316\346\262\200\003\141\056\142"
                                  "\001\010\167\157\162\153\145\162\055\061\161\352\127\364",
                                  30));
  const auto file = SubunitPacket{
      .id = "a.b", .file = "stdout", .mime = "text/plain", .content = "out\n", .isLastPiece = true};
  BOOST_TEST(file.bytes() ==
             std::string("\263\051\160\043\003\141\056\142\012\164\145\170\164\057\160\154\141\151"
                         "\156\006\163\164\144\157\165\164\004\157\165\164\012\246\265\204\010",
                         35));
}

BOOST_AUTO_TEST_CASE(a_packet_says_how_long_it_is, *label("RPT-20")) {
  for (const std::size_t from : {0U, 16'300U, 4'100'000U}) {
    for (std::size_t size = from; size < from + 80; ++size) {
      const std::string content(size, 'x');
      PacketReader reader(SubunitPacket{.id = "i", .file = "f", .content = content}.bytes());
      BOOST_TEST(reader.lines() == "- i  f: " + content + '\n');
      if (from > 1'000'000) break;
    }
  }
}

BOOST_FIXTURE_TEST_CASE(it_has_every_outcome, ScratchFolder, *label("RPT-14") * label("RPT-20")) {
  {
    trial::Reports reports({"subunit=report"}, false);
    reported::tellOfRun(reports);
  }
  BOOST_TEST(packetsOf(contentOf(path / "report")) ==
             contentOf(std::string(TRIAL_TEST_DATA) + "/reports/subunit.txt"));
}

BOOST_FIXTURE_TEST_CASE(a_case_is_in_it_when_it_begins_and_long_texts_are_in_pieces, ScratchFolder,
                        *label("RPT-21")) {
  trial::Reports reports({"subunit=report"}, false);
  const auto test = native("x");
  reports.runBegan({test});
  {
    const trial::ReportTime then(1, std::nullopt, 1000.5);
    reports.caseBegan(test, 3);
  }
  BOOST_TEST(packetsOf(contentOf(path / "report")) ==
             "inprogress m.C.x 1000.500000000 [worker-3]\n");
  trial::CaseReport report;
  report.test = test;
  report.out = std::string(5'000'000, 'o');
  reports.caseOver(report);
  reports.runOver();
  PacketReader reader(contentOf(path / "report"));
  const auto lines = reader.lines();
  BOOST_TEST(reader.packets == 7U);
  BOOST_TEST(lines.find("ooo (end)\nsuccess m.C.x ") != std::string::npos);
  BOOST_TEST(std::count(lines.begin(), lines.end(), 'o') == 5'000'007);
}

BOOST_AUTO_TEST_SUITE_END()
