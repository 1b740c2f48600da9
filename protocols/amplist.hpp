/// AmpList: an argument that is a list of structs. (twisted.protocols.amp.AmpList)
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <vector>

#include <protocols/arguments.hpp>
#include <protocols/detail/msgpack.hpp>

namespace protocols {

/// A list of `S`, a struct with a `Layout` like that of a response: msgpack array of maps (MP-02).
/// Keys of a received map that `S` does not declare are ignored; its optional ones may be absent
/// (AMP-28).
///
///     struct Test {
///       std::string name;
///       std::optional<double> seconds;
///       using Layout = Fields<Field<"name", Unicode, &Test::name>,
///                             Field<"seconds", Optional<Float>, &Test::seconds>>;
///     };
///     ... Arg<"tests", AmpList<Test>> ...
template <class S>
struct AmpList {
  using Value = std::vector<S>;
  using Parameter = ListView<Value>;
  template <class A>
  static constexpr bool accepts = std::same_as<A, Value>;
  static void write(BoxWriter& box, Parameter list) {
    box.array((*list).size());
    for (const auto& element : *list) {
      box.map(S::Layout::present(element));
      S::Layout::write(box, element);
    }
  }
  static Value read(ValueReader& value) {
    Value list;
    ReceivedMap map;
    const auto size = value.array();
    for (std::size_t i = 0; i < size; ++i) {
      map.read(value);
      list.push_back(S::Layout::template read<S>(map, value.command()));
    }
    return list;
  }
};

}  // namespace protocols
