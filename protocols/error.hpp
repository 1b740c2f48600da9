/// What can go wrong with a call. (twisted.protocols.amp)
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace protocols {

/// What a box says of an exception that its command does not declare (AMP-13).
inline constexpr std::string_view unknownErrorCode = "UNKNOWN";
/// ... and of a command without a responder (AMP-14).
inline constexpr std::string_view unhandledErrorCode = "UNHANDLED";

class TRIAL_DIST_API AmpError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A box is neither a command nor an answer nor an error (AMP-23).
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
  /// `keyName` is empty when the message as a whole is meant.
  TooLong(bool isKey, bool isLocal, std::size_t length, std::string keyName = {});

  bool isKey;
  /// It was to be sent; else the peer sends it.
  bool isLocal;
  std::size_t length;
  std::string keyName;
};

/// More calls, commands or bytes would wait than `Limits` allows.
class TRIAL_DIST_API LimitExceeded : public AmpError {
 public:
  using AmpError::AmpError;
};

/// A responder returned what cannot be sent (AMP-15).
class TRIAL_DIST_API BadLocalReturn : public AmpError {
 public:
  BadLocalReturn(const std::string& message, reactor::Failure enclosed);

  reactor::Failure enclosed;
};

/// An error told by the peer; or, thrown by a responder, one to be told as it stands.
class TRIAL_DIST_API RemoteAmpError : public AmpError {
 public:
  /// Text: `Code<CODE>: DESCRIPTION`; with a failure of this process ` (local)` and its traceback
  /// (AMP-33).
  RemoteAmpError(std::string errorCode, std::string description, bool fatal = false,
                 std::optional<reactor::Failure> local = std::nullopt);

  std::string errorCode;
  std::string description;
  /// The connection ends with it.
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

/// The peer sent bytes that are no box (MP-08), or a box that answers nothing (AMP-24).
class TRIAL_DIST_API MalformedAmpBox : public AmpError {
 public:
  using AmpError::AmpError;
};

}  // namespace protocols
