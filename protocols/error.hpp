/// The exceptions of AMP calls and connections. (twisted.protocols.amp)
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace protocols {

/// The error code for an exception that the command does not declare (AMP-13).
inline constexpr std::string_view unknownErrorCode = "UNKNOWN";
/// The error code for a command without a responder (AMP-14).
inline constexpr std::string_view unhandledErrorCode = "UNHANDLED";

class TRIAL_DIST_API AmpError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A received box is neither a command nor an answer nor an error (AMP-23).
class TRIAL_DIST_API NoEmptyBoxes : public AmpError {
 public:
  NoEmptyBoxes();
};

/// The fields of a received box are not those that its command declares (MP-03).
class TRIAL_DIST_API InvalidSignature : public AmpError {
 public:
  using AmpError::AmpError;
};

/// A message is longer than `Limits::messageSize` (MP-06).
class TRIAL_DIST_API TooLong : public AmpError {
 public:
  /// An empty `keyName` means the message as a whole.
  TooLong(bool isKey, bool isLocal, std::size_t length, std::string keyName = {});

  bool isKey;
  /// True if this side was to send it, false if the peer announced it.
  bool isLocal;
  std::size_t length;
  std::string keyName;
};

/// More calls, commands or bytes would have to wait than `Limits` allows.
class TRIAL_DIST_API LimitExceeded : public AmpError {
 public:
  using AmpError::AmpError;
};

/// A responder returned a value that cannot be sent (AMP-15).
class TRIAL_DIST_API BadLocalReturn : public AmpError {
 public:
  BadLocalReturn(const std::string& message, reactor::Failure enclosed);

  reactor::Failure enclosed;
};

/// An error that the peer sent. A responder that throws one sends it unchanged.
class TRIAL_DIST_API RemoteAmpError : public AmpError {
 public:
  /// Text: `Code<CODE>: DESCRIPTION`; with a failure of this process ` (local)` and its traceback
  /// (AMP-33).
  RemoteAmpError(std::string errorCode, std::string description, bool fatal = false,
                 std::optional<reactor::Failure> local = std::nullopt);

  std::string errorCode;
  std::string description;
  /// If set, the connection ends after it.
  bool fatal;
  std::optional<reactor::Failure> local;
};

/// An error of the peer that the command does not declare (AMP-16).
class TRIAL_DIST_API UnknownRemoteError : public RemoteAmpError {
 public:
  explicit UnknownRemoteError(std::string description);
};

/// The peer has no responder for the command (AMP-14).
class TRIAL_DIST_API UnhandledCommand : public AmpError {
 public:
  using AmpError::AmpError;
};

/// The peer sent bytes that are no box (MP-08), or an answer to no call (AMP-24).
class TRIAL_DIST_API MalformedAmpBox : public AmpError {
 public:
  using AmpError::AmpError;
};

}  // namespace protocols
