#include <protocols/detail/boxwriter.hpp>

#include <algorithm>
#include <bit>
#include <msgpack.hpp>

#include <protocols/error.hpp>

namespace protocols {

namespace {

struct Sink {
  std::string& out;
  void write(const char* data, std::size_t size) { out.append(data, size); }
};

void appendBigEndian(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

}  // namespace

BoxWriter::BoxWriter(std::string& out, std::size_t limit, std::size_t fields)
    : out_(out), start_(out.size()), limit_(std::min<std::size_t>(limit, 0xffffffff)) {
  out_.append(lengthSize, '\0');
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_map(static_cast<std::uint32_t>(fields));
}

BoxWriter::~BoxWriter() {
  if (!finished_) out_.resize(start_);
}

void BoxWriter::checkSize(std::size_t more) const {
  const auto size = out_.size() - start_ - lengthSize;
  if (more > limit_ || size > limit_ - more) {
    throw TooLong(false, true, size + more, std::string(key_));
  }
}

void BoxWriter::key(std::string_view name) {
  if (name.size() > mostKeyBytes) {
    throw TooLong(true, true, name.size(), std::string(name.substr(0, mostKeyBytes)));
  }
  key_ = name;
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_str(static_cast<std::uint32_t>(name.size()));
  out_.append(name);
}

void BoxWriter::integer(std::int64_t value) {
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_int64(value);
}

void BoxWriter::unsignedInteger(std::uint64_t value) {
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_uint64(value);
}

void BoxWriter::real(double value) {
  // Not by the packer, which writes a float without fraction as an integer. A value must keep its
  // type (MP-02).
  constexpr char float64 = '\xcb';
  out_ += float64;
  appendBigEndian(out_, std::bit_cast<std::uint64_t>(value));
}

void BoxWriter::boolean(bool value) {
  Sink sink{out_};
  auto packer = msgpack::packer<Sink>(sink);
  if (value) {
    packer.pack_true();
  } else {
    packer.pack_false();
  }
}

void BoxWriter::text(std::string_view value) {
  checkSize(value.size());
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_str(static_cast<std::uint32_t>(value.size()));
  out_.append(value);
}

void BoxWriter::bytes(std::string_view value) {
  checkSize(value.size());
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_bin(static_cast<std::uint32_t>(value.size()));
  out_.append(value);
}

void BoxWriter::array(std::size_t size) {
  // An element takes at least a byte.
  checkSize(size);
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_array(static_cast<std::uint32_t>(size));
}

void BoxWriter::map(std::size_t size) {
  checkSize(size);
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_map(static_cast<std::uint32_t>(size));
}

void BoxWriter::nil() {
  Sink sink{out_};
  msgpack::packer<Sink>(sink).pack_nil();
}

void BoxWriter::finish() {
  checkSize(0);
  const auto size = out_.size() - start_ - lengthSize;
  for (std::size_t i = 0; i < lengthSize; ++i) {
    out_[start_ + i] = static_cast<char>(size >> (8 * (lengthSize - 1 - i)));
  }
  finished_ = true;
}

}  // namespace protocols
