#include <dist/stream.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <dist/managercommands.hpp>
#include <protocols/amp.hpp>

namespace dist {

namespace {

/// An empty chunk takes memory too.
std::size_t costOf(const std::string& chunk) { return chunk.size() + sizeof(chunk); }

}  // namespace

std::int64_t StreamReceiver::open() {
  if (streams_.size() >= mostOpen_) {
    throw std::length_error(fmt::format("{} streams are open, no more are taken", mostOpen_));
  }
  streams_.try_emplace(next_);
  return next_++;
}

std::vector<std::string>& StreamReceiver::find(std::int64_t streamId) {
  const auto at = streams_.find(streamId);
  if (at == streams_.end())
    throw std::out_of_range(fmt::format("no stream has the id {}", streamId));
  return at->second;
}

void StreamReceiver::write(std::int64_t streamId, std::string chunk) {
  auto& chunks = find(streamId);
  const auto size = costOf(chunk);
  if (size > mostBytes_ - std::min(bytes_, mostBytes_)) {
    throw std::length_error(fmt::format("the open streams are over {} bytes", mostBytes_));
  }
  bytes_ += size;
  chunks.push_back(std::move(chunk));
}

std::vector<std::string> StreamReceiver::finish(std::int64_t streamId) {
  auto chunks = std::move(find(streamId));
  streams_.erase(streamId);
  for (const auto& chunk : chunks) bytes_ -= costOf(chunk);
  return chunks;
}

std::vector<std::string_view> chunk(std::string_view data, std::size_t chunkSize) {
  if (chunkSize == 0) throw std::invalid_argument("chunk: the size of a piece is 0");
  std::vector<std::string_view> pieces;
  for (; !data.empty(); data.remove_prefix(pieces.back().size())) {
    pieces.push_back(data.substr(0, chunkSize));
  }
  return pieces;
}

std::int64_t StreamSender::send(protocols::AMP& amp, std::string_view data) {
  amp.callRemote<managercommands::StreamOpen>();
  const auto id = next_++;
  for (const auto piece : chunk(data, chunkSize_)) {
    amp.callRemote<managercommands::StreamWrite>(id, piece);
  }
  return id;
}

}  // namespace dist
