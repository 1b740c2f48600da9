/// This side of the pipes to and from a child process.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/uniquefd.hpp>

namespace reactor {

/// Whose pipes they are: it holds them.
class IPipeOwner {
 public:
  virtual ~IPipeOwner() = default;
  /// Keeps it, and its pipes.
  virtual std::shared_ptr<void> held() = 0;
  /// What watches the pipes; null when nothing does any more.
  virtual IReactorFDSet* descriptors() = 0;
  virtual IReactorTime& time() = 0;
  /// What the child is called in messages.
  [[nodiscard]] virtual std::string name() const = 0;
  virtual void dataReceived(int childFD, std::string_view data) = 0;
  /// It is closed, on this side too. Told once, unless this side just closed it (`close`).
  virtual void pipeLost(int childFD) = 0;
};

class ProcessPipe : public IReadDescriptor {
 public:
  /// `fd` is this side's end of the pipe.
  ProcessPipe(IPipeOwner& owner, int childFD, UniqueFD fd);
  ProcessPipe(const ProcessPipe&) = delete;
  ProcessPipe& operator=(const ProcessPipe&) = delete;

  void start() { owner_.descriptors()->addReader(*this); }
  /// Asked by this side: it is lost later, from the loop.
  void loseConnection();
  /// Takes what is in the pipe now.
  virtual void drain() {}
  virtual void pause(bool) {}
  /// What is queued is not written any more.
  virtual void forget() {}

  [[nodiscard]] int fileno() const final { return fd_.get(); }
  [[nodiscard]] bool isOpen() const noexcept { return static_cast<bool>(fd_); }
  [[nodiscard]] bool isClosing() const noexcept { return closing_; }
  [[nodiscard]] std::string str() const final;
  void connectionLost(Failure) final { lose(); }

  void close() noexcept;
  /// The last thing that may be done here: the owner may go.
  void lose();

 protected:
  virtual void startClosing() = 0;
  virtual void stop(IReactorFDSet& descriptors) noexcept { descriptors.removeReader(*this); }
  void loseSoon();

  IPipeOwner& owner_;
  const int childFD_;
  UniqueFD fd_;
  bool closing_ = false;
};

/// What the child writes.
class ProcessReader final : public ProcessPipe {
 public:
  using ProcessPipe::ProcessPipe;

  void doRead() override;
  void drain() override;
  void pause(bool paused) override;

 private:
  void startClosing() override;
  std::size_t readBlock();
};

/// What the child reads.
class ProcessWriter final : public ProcessPipe, public IWriteDescriptor {
 public:
  using ProcessPipe::ProcessPipe;

  void write(std::string_view data);
  void forget() override;
  [[nodiscard]] std::size_t unsent() const noexcept { return queue_.size() - written_; }
  /// This end is never readable: the other one was closed.
  void doRead() override;
  void doWrite() override;

 private:
  void startClosing() override;
  void stop(IReactorFDSet& descriptors) noexcept override;

  std::string queue_;
  std::size_t written_ = 0;
};

}  // namespace reactor
