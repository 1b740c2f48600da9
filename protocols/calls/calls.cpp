#include <protocols/detail/calls.hpp>

#include <utility>

#include <protocols/error.hpp>

namespace protocols::detail {

PendingCall::~PendingCall() = default;

reactor::Failure PendingCall::unknownError(std::string, std::string text) const {
  return reactor::Failure(UnknownRemoteError(std::move(text)));
}

reactor::Failure PendingBoxCall::unknownError(std::string code, std::string text) const {
  if (code == unknownErrorCode) return PendingCallOf::unknownError({}, std::move(text));
  return reactor::Failure(RemoteAmpError(std::move(code), std::move(text)));
}

Responder::~Responder() = default;

}  // namespace protocols::detail
