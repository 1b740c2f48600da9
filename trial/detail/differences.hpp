/// How failed assertions show values and the difference between two values.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/repr.hpp>
#include <trial/detail/compare.hpp>

namespace trial::detail {

/// The lines of both texts, marked as in a diff.
[[nodiscard]] TRIAL_DIST_API std::string textDifference(std::string_view first,
                                                        std::string_view second);
/// The line of a message that says where two containers first differ: at `place`, or in that only
/// one of them has an item.
[[nodiscard]] TRIAL_DIST_API std::string differenceAt(const std::string& place,
                                                      const std::string& first,
                                                      const std::string& second);
[[nodiscard]] TRIAL_DIST_API std::string onlyIn(bool first, const std::string& what);
/// `text` with escapes for bytes that are not UTF-8.
[[nodiscard]] TRIAL_DIST_API std::string readable(std::string text);
/// Adds to `<X object at 0x..>`, which may be a part of the text, that the type cannot be printed.
[[nodiscard]] TRIAL_DIST_API std::string withoutPrinting(std::string repr);

/// The text of a value in messages. For a type that cannot be printed it says so.
template <class T>
std::string shown(const T& value) {
  if constexpr (reactor::Printable<T>) {
    return readable(reactor::repr(value));
  } else {
    return withoutPrinting(readable(reactor::repr(value)));
  }
}

template <class T>
concept Associative = requires(const T& container, const typename T::key_type& key) {
  container.find(key) == container.end();
};
template <class T>
concept Map = Associative<T> && requires {
  typename T::mapped_type;
};

/// A multimap or multiset.
template <class T>
concept Multi = Associative<T> && requires(T& container, const typename T::value_type& item) {
  { container.insert(item) } -> std::same_as<typename T::iterator>;
};

/// The items with this key; for a map, their values.
template <Multi C>
auto itemsAt(const C& container, const typename C::key_type& key) {
  const auto [begin, end] = container.equal_range(key);
  if constexpr (Map<C>) {
    std::vector<typename C::mapped_type> values;
    for (auto at = begin; at != end; ++at) values.push_back(at->second);
    return values;
  } else {
    return std::vector<typename C::key_type>(begin, end);
  }
}
/// Compares items of one key. Unordered containers have them in no particular order.
template <Multi C, class Items>
bool sameItems(const Items& first, const Items& second) {
  if (!requires { typename C::hasher; }) return first == second;
  return std::is_permutation(first.begin(), first.end(), second.begin(), second.end());
}

/// The key of an item: the item itself in a set, its `first` in a map.
template <Associative C>
const typename C::key_type& keyIn(const typename C::value_type& item) {
  if constexpr (Map<C>) {
    return item.first;
  } else {
    return item;
  }
}

/// Where two maps or sets first differ.
template <Associative C>
std::string differenceOf(const C& first, const C& second) {
  for (const auto& item : first) {
    const auto& key = keyIn<C>(item);
    const auto other = second.find(key);
    if (other == second.end()) return onlyIn(true, shown(key));
    if constexpr (Multi<C>) {
      const auto mine = itemsAt(first, key);
      const auto theirs = itemsAt(second, key);
      if (!sameItems<C>(mine, theirs)) return differenceAt(shown(key), shown(mine), shown(theirs));
    } else if constexpr (Map<C>) {
      if (!equal(item.second, other->second))
        return differenceAt(shown(key), shown(item.second), shown(other->second));
    }
  }
  for (const auto& item : second) {
    const auto& key = keyIn<C>(item);
    if (first.find(key) == first.end()) return onlyIn(false, shown(key));
  }
  return {};
}
/// Where two sequences first differ.
template <class A, class B>
std::string differenceOf(const A& first, const B& second) {
  auto a = std::begin(first);
  auto b = std::begin(second);
  std::size_t i = 0;
  for (; a != std::end(first) && b != std::end(second); ++a, ++b, ++i) {
    if (!equal(*a, *b)) return differenceAt(std::to_string(i), shown(*a), shown(*b));
  }
  if (a != std::end(first)) return onlyIn(true, "[" + std::to_string(i) + "] " + shown(*a));
  if (b != std::end(second)) return onlyIn(false, "[" + std::to_string(i) + "] " + shown(*b));
  return {};
}

/// A container whose printed form is made of its elements.
template <class T>
concept Elementwise = reactor::detail::RangeLike<T> && !reactor::detail::HasRepr<T> &&
                      !reactor::detail::Streamed<T> && !Text<T>;

template <class A, class B>
std::string unequalText(const A& first, const B& second) {
  auto text = shown(first) + " != " + shown(second);
  if constexpr (Text<A> && Text<B>) {
    if (!isNull(first) && !isNull(second)) text += textDifference(first, second);
  } else if constexpr (Elementwise<A> && Elementwise<B>) {
    text += differenceOf(first, second);
  }
  return text;
}

}  // namespace trial::detail
