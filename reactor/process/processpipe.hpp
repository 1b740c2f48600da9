/// The pipes to and from a child process, as seen from the parent.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/uniquefd.hpp>

namespace reactor {

/// The owner of the pipes, which is the process.
class IPipeOwner {
 public:
  virtual ~IPipeOwner() = default;
  /// A reference that keeps the owner, and so its pipes, alive.
  virtual std::shared_ptr<void> held() = 0;
  /// The reactor that watches the pipes; null once it does not any more.
  virtual IReactorFDSet* descriptors() = 0;
  virtual IReactorTime& time() = 0;
  /// The name of the child for messages.
  [[nodiscard]] virtual std::string name() const = 0;
  virtual void dataReceived(int childFD, std::string_view data) = 0;
  /// The pipe is closed, on this side too. Called once, but not after `close`.
  virtual void pipeLost(int childFD) = 0;
};

class ProcessPipe : public IReadDescriptor {
 public:
  /// `fd` is this side's end of the pipe.
  ProcessPipe(IPipeOwner& owner, int childFD, UniqueFD fd);
  ProcessPipe(const ProcessPipe&) = delete;
  ProcessPipe& operator=(const ProcessPipe&) = delete;

  void start() { owner_.descriptors()->addReader(*this); }
  /// Closes the pipe on request of this side; the owner learns of it from a later turn of the loop.
  void loseConnection();
  /// Reads what is in the pipe now.
  virtual void drain() {}
  virtual void pause(bool) {}
  /// Drops the data that is queued.
  virtual void forget() {}

  [[nodiscard]] int fileno() const final { return fd_.get(); }
  [[nodiscard]] bool isOpen() const noexcept { return static_cast<bool>(fd_); }
  [[nodiscard]] bool isClosing() const noexcept { return closing_; }
  [[nodiscard]] std::string str() const final;
  void connectionLost(Failure) final { lose(); }

  /// Closes it without telling the owner.
  void close() noexcept;
  /// Closes it and tells the owner, which may destroy this object: use no member after this call.
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

/// A pipe that the child writes to.
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

/// A pipe that the child reads from.
class ProcessWriter final : public ProcessPipe, public IWriteDescriptor {
 public:
  using ProcessPipe::ProcessPipe;

  void write(std::string_view data);
  void forget() override;
  [[nodiscard]] std::size_t unsent() const noexcept { return queue_.size() - written_; }
  /// Called when the child has closed its end; there is never data to read.
  void doRead() override;
  void doWrite() override;

 private:
  void startClosing() override;
  void stop(IReactorFDSet& descriptors) noexcept override;

  std::string queue_;
  std::size_t written_ = 0;
};

}  // namespace reactor
