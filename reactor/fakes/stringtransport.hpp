/// StringTransport: a transport for tests that keeps the written data. (twisted.internet.testing)
#pragma once

#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

class TRIAL_DIST_API StringTransport : public ITransport {
 public:
  /// Data is dropped after `loseConnection`, as by a real transport.
  void write(std::string_view data) override;
  void loseConnection() override;
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;

  /// The data that was written since the start or the last `clear`.
  [[nodiscard]] const std::string& value() const noexcept { return value_; }
  void clear() noexcept { value_.clear(); }
  /// True once `loseConnection` was called.
  [[nodiscard]] bool disconnecting() const noexcept { return disconnecting_; }

 private:
  std::string value_;
  bool disconnecting_ = false;
};

}  // namespace reactor
