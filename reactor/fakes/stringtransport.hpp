/// StringTransport: a transport for tests that keeps the written data. (twisted.internet.testing)
#pragma once

#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

class TRIAL_DIST_API StringTransport : public ITransport {
 public:
  /// What `getHost` and `getPeer` return. If it is `lenient`, producing may be paused and resumed
  /// after `loseConnection`.
  explicit StringTransport(std::string hostAddress = "StringTransport",
                           std::string peerAddress = "peer of a StringTransport",
                           bool lenient = false);

  /// Data is dropped after `loseConnection`, as by a real transport.
  void write(std::string_view data) override;
  void loseConnection() override;
  void abortConnection() override;
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;

  // Who receives data asks the transport to pause. The first two throw `std::runtime_error` after
  // `stopProducing` and, unless it is lenient, after `loseConnection`.
  virtual void pauseProducing();
  virtual void resumeProducing();
  virtual void stopProducing();
  /// "producing", "paused" or "stopped".
  [[nodiscard]] const std::string& producerState() const noexcept { return producerState_; }

  /// The data that was written since the start or the last `clear`.
  [[nodiscard]] const std::string& value() const noexcept { return value_; }
  void clear() noexcept { value_.clear(); }
  /// True once `loseConnection` or `abortConnection` was called.
  [[nodiscard]] bool disconnecting() const noexcept { return disconnecting_; }
  /// True once `abortConnection` was called.
  [[nodiscard]] bool disconnected() const noexcept { return disconnected_; }

 private:
  void checkState() const;

  std::string host_;
  std::string peer_;
  bool lenient_;
  std::string producerState_ = "producing";
  std::string value_;
  bool disconnecting_ = false;
  bool disconnected_ = false;
};

}  // namespace reactor
