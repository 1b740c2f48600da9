/// SignalReader: passes the signals of a run on to a reactor that runs.
#pragma once

#include <functional>
#include <string>

#include <reactor/interfaces.hpp>
#include <trial/ending/suspension.hpp>

namespace trial {

/// While it exists and `reactor` runs, `ended` is called after each signal that ends the run, from
/// the loop; and SIGTSTP is obeyed, as Suspension says.
class SignalReader final : public reactor::IReadDescriptor {
 public:
  /// Without a RunSignals it does nothing. `reactor` outlives it.
  SignalReader(reactor::IReactor& reactor, std::function<void(int signal)> ended);
  ~SignalReader() override;
  SignalReader(const SignalReader&) = delete;
  SignalReader& operator=(const SignalReader&) = delete;

  [[nodiscard]] int fileno() const override { return fd_; }
  [[nodiscard]] std::string str() const override { return "the signals of the run"; }
  void connectionLost(reactor::Failure reason) override;
  void doRead() override;

 private:
  reactor::IReactor& reactor_;
  Suspension suspension_;
  std::function<void(int signal)> ended_;
  int fd_;
};

}  // namespace trial
