#include <reactor/failure/debugfile.hpp>

#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>

#include <fmt/format.h>

#include <reactor/failure/elfutils.hpp>
#include <reactor/process/uniquefd.hpp>

namespace reactor::detail {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view debugFolder = "/usr/lib/debug";

DebugFile readFile(const std::string& path) {
  DebugFile file;
  elf_version(EV_CURRENT);
  const UniqueFD fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return file;
  file.elf.reset(elf_begin(fd.get(), ELF_C_READ_MMAP, nullptr));
  if (file.elf == nullptr) return file;
  file.dwarf.reset(dwarf_begin_elf(file.elf.get(), DWARF_C_READ, nullptr));
  // The file is in memory from here on, so that no descriptor stays open.
  if (elf_cntl(file.elf.get(), ELF_C_FDREAD) != 0) file.dwarf.reset();
  return file;
}

bool hasUnits(const DebugFile& file) {
  Dwarf_CU* first = nullptr;
  return file.dwarf != nullptr && dwarf_get_units(file.dwarf.get(), nullptr, &first, nullptr,
                                                  nullptr, nullptr, nullptr) == 0;
}

/// Empty if the file has none.
std::string_view buildIdOf(const DebugFile& file) {
  const void* id = nullptr;
  const auto size = dwelf_elf_gnu_build_id(file.elf.get(), &id);
  return size > 0 ? std::string_view(static_cast<const char*>(id), static_cast<std::size_t>(size))
                  : std::string_view();
}

/// CRC-32 of the content of a file, as objcopy stores it beside the name of a debug file.
std::uint32_t checksumOf(const std::string& path) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) * 0xEDB88320U);
      made[i] = value;
    }
    return made;
  }();
  std::ifstream in(path, std::ios::binary);
  std::vector<char> buffer(std::size_t{64} << 10);
  std::uint32_t sum = ~std::uint32_t{0};
  do {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    for (std::streamsize i = 0; i < in.gcount(); ++i) {
      const auto byte = static_cast<unsigned char>(buffer[static_cast<std::size_t>(i)]);
      sum = table[(sum ^ byte) & 0xFFU] ^ (sum >> 8U);
    }
  } while (in);
  return ~sum;
}

/// The file at `path` if it has debug information and `belongs` to the program.
template <class Belongs>
DebugFile splitOff(const fs::path& path, Belongs belongs) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return {};
  auto file = readFile(path.string());
  return hasUnits(file) && belongs(file) ? std::move(file) : DebugFile();
}

DebugFile byBuildId(std::string_view id) {
  if (id.size() < 2) return {};
  std::string digits;
  for (const char c : id) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  const auto path =
      fs::path(debugFolder) / ".build-id" / digits.substr(0, 2) / (digits.substr(2) + ".debug");
  return splitOff(path, [id](const DebugFile& file) { return buildIdOf(file) == id; });
}

DebugFile byLink(const DebugFile& program, std::string_view id, const fs::path& folder) {
  GElf_Word checksum = 0;
  const char* name = dwelf_elf_gnu_debuglink(program.elf.get(), &checksum);
  if (name == nullptr) return {};
  for (const auto& place :
       {folder / name, folder / ".debug" / name, debugFolder / folder.relative_path() / name}) {
    auto file = splitOff(place, [&](const DebugFile& found) {
      const auto other = buildIdOf(found);
      return id.empty() || other.empty() ? checksumOf(place.string()) == checksum : id == other;
    });
    if (file.dwarf != nullptr) return file;
  }
  return {};
}

}  // namespace

void ElfEnd::operator()(Elf* elf) const noexcept { elf_end(elf); }
void DwarfEnd::operator()(Dwarf* dwarf) const noexcept { dwarf_end(dwarf); }

DebugFile openDebugFile(const std::string& path, const fs::path& folder) {
  auto program = readFile(path);
  if (program.elf == nullptr || hasUnits(program)) return program;
  const auto id = buildIdOf(program);
  auto split = byLink(program, id, folder);
  return split.dwarf != nullptr ? std::move(split) : byBuildId(id);
}

}  // namespace reactor::detail
