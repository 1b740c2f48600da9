#include <reactor/process/processpipe.hpp>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace reactor {

namespace {

constexpr std::size_t blockSize = 64 * 1024;

/// The largest pipe of a user without privileges. After the child has ended, no more than this can
/// be left of what it wrote.
constexpr std::size_t mostInPipe = 1024 * 1024;

void setNonBlocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::system_category(), "cannot make a pipe non-blocking");
  }
}

bool isTransient(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

ProcessPipe::ProcessPipe(IPipeOwner& owner, int childFD, UniqueFD fd)
    : owner_(owner), childFD_(childFD), fd_(std::move(fd)) {
  setNonBlocking(fd_.get());
}

void ProcessPipe::loseConnection() {
  if (!isOpen() || std::exchange(closing_, true)) return;
  startClosing();
}

std::string ProcessPipe::str() const {
  return fmt::format("<pipe to descriptor {} of {}>", childFD_, owner_.name());
}

void ProcessPipe::close() noexcept {
  if (!fd_) return;
  if (auto* descriptors = owner_.descriptors()) stop(*descriptors);
  fd_.reset();
}

void ProcessPipe::lose() {
  if (!fd_) return;
  close();
  owner_.pipeLost(childFD_);
}

void ProcessPipe::loseSoon() {
  owner_.time().callLater(0, [owner = std::weak_ptr<void>(owner_.held()), this] {
    if (const auto held = owner.lock()) lose();
  });
}

void ProcessReader::doRead() {
  const auto held = owner_.held();
  (void)readBlock();
}

void ProcessReader::drain() {
  for (std::size_t taken = 0; isOpen() && !closing_ && taken < mostInPipe;) {
    const auto size = readBlock();
    if (size == 0) break;
    taken += size;
  }
}

void ProcessReader::pause(bool paused) {
  if (!isOpen() || closing_) return;
  if (paused) {
    owner_.descriptors()->removeReader(*this);
  } else {
    owner_.descriptors()->addReader(*this);
  }
}

void ProcessReader::startClosing() {
  owner_.descriptors()->removeReader(*this);
  loseSoon();
}

/// Returns the number of bytes that were read.
std::size_t ProcessReader::readBlock() {
  // Not a member: the protocol may turn the loop again, which calls this function.
  std::array<char, blockSize> block;
  const auto size = ::read(fd_.get(), block.data(), block.size());
  if (size > 0) {
    owner_.dataReceived(childFD_, std::string_view(block.data(), static_cast<std::size_t>(size)));
    return static_cast<std::size_t>(size);
  }
  if (size == 0 || !isTransient(errno)) lose();
  return 0;
}

void ProcessWriter::write(std::string_view data) {
  if (data.empty()) return;
  if (queue_.empty()) owner_.descriptors()->addWriter(*this);
  queue_.append(data);
}

void ProcessWriter::forget() {
  const bool waiting = closing_ && !queue_.empty();
  queue_ = {};
  written_ = 0;
  if (auto* descriptors = owner_.descriptors()) descriptors->removeWriter(*this);
  if (waiting) loseSoon();
}

void ProcessWriter::doRead() {
  const auto held = owner_.held();
  lose();
}

void ProcessWriter::doWrite() {
  const auto held = owner_.held();
  if (written_ < queue_.size()) {
    const auto size = ::write(fd_.get(), queue_.data() + written_, queue_.size() - written_);
    if (size < 0) {
      if (!isTransient(errno)) lose();
      return;
    }
    written_ += static_cast<std::size_t>(size);
  }
  if (written_ < queue_.size()) {
    // Only when at least half of the queue is written, so that a long queue is not moved at each
    // turn.
    if (written_ >= queue_.size() - written_) queue_.erase(0, std::exchange(written_, 0));
    return;
  }
  queue_.clear();
  written_ = 0;
  owner_.descriptors()->removeWriter(*this);
  if (closing_) lose();
}

/// Queued data is written first; then `doWrite` closes the pipe.
void ProcessWriter::startClosing() {
  if (queue_.empty()) loseSoon();
}

void ProcessWriter::stop(IReactorFDSet& descriptors) noexcept {
  descriptors.removeReader(*this);
  descriptors.removeWriter(*this);
  queue_ = {};
}

}  // namespace reactor
