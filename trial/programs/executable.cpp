#include <trial/programs/executable.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>
#include <utility>

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trial/programs/common/textsearch.hpp>

namespace trial::frameworks {

namespace {

struct Elf32 {
  using Header = Elf32_Ehdr;
  using ProgramHeader = Elf32_Phdr;
  using Dynamic = Elf32_Dyn;
};
struct Elf64 {
  using Header = Elf64_Ehdr;
  using ProgramHeader = Elf64_Phdr;
  using Dynamic = Elf64_Dyn;
};

constexpr unsigned char ownByteOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

// More entries than any linker writes; a damaged file must not keep us busy.
constexpr std::uint64_t mostDynamicEntries = 65536;
// Small, since each page of memory that is used for the first time costs more than a system call.
constexpr std::size_t blockSize = std::size_t{1} << 16U;

/// As many bytes as there are, up to `size`; a file that shrinks meanwhile just gives fewer (which
/// is why it is not mapped: a mapped file that shrinks is a SIGBUS).
std::size_t readAt(int fd, std::uint64_t offset, char* to, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const auto n = ::pread(fd, to + got, size - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

}  // namespace

std::optional<Executable> Executable::open(const std::filesystem::path& path) {
  // Opening a fifo would wait for its writer, and a terminal could become ours.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), path.string());
  Executable executable(fd);
  struct stat status = {};
  if (::fstat(fd, &status) != 0)
    throw std::system_error(errno, std::generic_category(), path.string());
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  std::array<unsigned char, EI_NIDENT> ident = {};
  if (readAt(fd, 0, reinterpret_cast<char*>(ident.data()), ident.size()) != ident.size() ||
      std::memcmp(ident.data(), ELFMAG, SELFMAG) != 0 || ident[EI_DATA] != ownByteOrder) {
    return std::nullopt;
  }
  const bool isProgram = ident[EI_CLASS] == ELFCLASS64   ? executable.parse<Elf64>()
                         : ident[EI_CLASS] == ELFCLASS32 ? executable.parse<Elf32>()
                                                         : false;
  if (!isProgram) return std::nullopt;
  return executable;
}

Executable::Executable(int fd) noexcept : fd_(fd) {}

Executable::Executable(Executable&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      segments_(std::move(other.segments_)),
      needed_(std::move(other.needed_)),
      loader_(std::move(other.loader_)),
      looked_(std::move(other.looked_)),
      timesRead_(other.timesRead_) {}

Executable& Executable::operator=(Executable&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(segments_, other.segments_);
  std::swap(needed_, other.needed_);
  std::swap(loader_, other.loader_);
  std::swap(looked_, other.looked_);
  std::swap(timesRead_, other.timesRead_);
  return *this;
}

Executable::~Executable() {
  if (fd_ >= 0) ::close(fd_);
}

template <class T>
std::optional<T> Executable::read(std::uint64_t offset) const {
  T value;
  if (readAt(fd_, offset, reinterpret_cast<char*>(&value), sizeof value) != sizeof value)
    return std::nullopt;
  return value;
}

template <class Elf>
bool Executable::parse() {
  const auto header = read<typename Elf::Header>(0);
  if (!header || header->e_phentsize != sizeof(typename Elf::ProgramHeader)) return false;
  bool interpreted = false;
  std::optional<Segment> dynamic;
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    const auto entry = read<typename Elf::ProgramHeader>(header->e_phoff + i * header->e_phentsize);
    if (!entry) return false;
    const Segment segment{entry->p_offset, entry->p_filesz, entry->p_vaddr,
                          (entry->p_flags & PF_X) != 0};
    if (entry->p_type == PT_LOAD) segments_.push_back(segment);
    if (entry->p_type == PT_DYNAMIC) dynamic = segment;
    if (entry->p_type == PT_INTERP) {
      interpreted = true;
      loader_ = textAt(entry->p_offset).value_or("");
    }
  }
  // Constants before code: what is looked for is nearly always there.
  std::stable_partition(segments_.begin(), segments_.end(),
                        [](const Segment& s) { return !s.code; });

  std::vector<std::uint64_t> names;
  std::uint64_t strings = 0;
  bool positionIndependentProgram = false;
  const std::uint64_t entries =
      dynamic ? std::min(dynamic->size / sizeof(typename Elf::Dynamic), mostDynamicEntries) : 0;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const auto entry =
        read<typename Elf::Dynamic>(dynamic->offset + i * sizeof(typename Elf::Dynamic));
    if (!entry || entry->d_tag == DT_NULL) break;
    if (entry->d_tag == DT_NEEDED) names.push_back(entry->d_un.d_val);
    if (entry->d_tag == DT_STRTAB) strings = entry->d_un.d_ptr;
    if (entry->d_tag == DT_FLAGS_1)
      positionIndependentProgram = (entry->d_un.d_val & DF_1_PIE) != 0;
  }
  if (const auto table = offsetOf(strings)) {
    for (const auto name : names) {
      if (auto text = textAt(*table + name)) needed_.push_back(*std::move(text));
    }
  }
  // A program that may lie anywhere has the type of a shared library; what tells them apart is that
  // it names its loader or says so in its flags (a static one).
  return header->e_type == ET_EXEC ||
         (header->e_type == ET_DYN && (interpreted || positionIndependentProgram));
}

std::optional<std::uint64_t> Executable::offsetOf(std::uint64_t address) const {
  for (const auto& s : segments_) {
    if (address >= s.address && address - s.address < s.size)
      return s.offset + (address - s.address);
  }
  return std::nullopt;
}

std::optional<std::string> Executable::textAt(std::uint64_t offset) const {
  std::array<char, 512> buffer;
  const auto got = readAt(fd_, offset, buffer.data(), buffer.size());
  const auto* end = static_cast<const char*>(std::memchr(buffer.data(), 0, got));
  if (end == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(buffer.data()), end);
}

void Executable::scan(std::size_t overlap,
                      const std::function<bool(std::string_view block)>& look) const {
  ++timesRead_;
  const auto block = std::make_unique_for_overwrite<char[]>(blockSize + overlap);
  for (const auto& s : segments_) {
    std::size_t kept = 0;  // the end of the block before, in case a text lies across the border
    for (std::uint64_t done = 0; done < s.size;) {
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(blockSize, s.size - done));
      const auto got = readAt(fd_, s.offset + done, block.get() + kept, want);
      if (got == 0) break;
      done += got;
      const std::size_t size = kept + got;
      if (look({block.get(), size})) return;
      kept = std::min(size, overlap);
      std::memmove(block.get(), block.get() + (size - kept), kept);
    }
  }
}

void Executable::lookFor(std::vector<std::string> texts) {
  looked_ = std::make_unique<TextSearch>(std::move(texts));
  scan(looked_->overlap(), [this](std::string_view block) {
    looked_->look(block);
    return looked_->foundAll();
  });
}

bool Executable::contains(const std::vector<std::string>& markers) const {
  std::vector<std::string> unknown;
  for (const auto& marker : markers) {
    const bool* found = looked_ ? looked_->found(marker) : nullptr;
    if (found == nullptr) unknown.push_back(marker);
    if (found != nullptr && !*found) return false;
  }
  if (unknown.empty()) return true;
  TextSearch search(std::move(unknown));
  scan(search.overlap(), [&search](std::string_view block) {
    search.look(block);
    return search.foundAll();
  });
  return search.foundAll();
}

std::optional<std::string> Executable::wordBetween(std::string_view start, std::string_view marker,
                                                   std::string_view more) const {
  auto letters = std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
  letters += more;
  constexpr std::size_t longestWord = 256;
  std::optional<std::string> word;
  scan(start.size() + longestWord + marker.size(), [&](std::string_view block) {
    for (auto at = block.find(marker); at != std::string_view::npos && !word;
         at = block.find(marker, at + 1)) {
      // The marker itself may begin with letters of the word.
      const auto before = block.substr(0, at).find_last_not_of(letters);
      const auto begin = before == std::string_view::npos ? 0 : before + 1;
      if (block.substr(0, begin).ends_with(start)) word = block.substr(begin, at - begin);
    }
    return word.has_value();
  });
  return word;
}

}  // namespace trial::frameworks
