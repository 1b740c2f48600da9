/// Expression: what `-k` selects tests by.
///
///     expression:  NAME | tag:NAME | file:NAME | not expression | expression and expression
///                  | expression or expression | ( expression )
///
/// `not` binds closest, then `and`. A NAME ends at a blank, a parenthesis or a quote; in quotes
/// nothing has a meaning of its own but `\"` and `\\`.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <trial/selecting/casefacts.hpp>

namespace trial {

/// The text says what is wrong and in which column, counted from 1.
class ExpressionError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One condition of an expression.
struct Term {
  enum class Kind {
    /// A part of the id; a glob is compared with the whole id, the name behind `::`, and each
    /// part of the path.
    name,
    /// A tag, or a glob of tags.
    tag,
    /// A source's path, its end behind a slash, or a glob of these.
    file,
  };
  Kind kind = Kind::name;
  std::string text;
  /// `text` is a pattern of fnmatch.
  bool glob = false;
  /// Stands behind an odd number of `not`.
  bool negated = false;

  [[nodiscard]] bool matches(const CaseFacts& facts) const;
};

class Expression final {
 public:
  /// Throws ExpressionError.
  explicit Expression(std::string_view text);

  [[nodiscard]] bool matches(const CaseFacts& facts) const;
  /// In the order in which they stand in the text.
  [[nodiscard]] const std::vector<Term>& terms() const noexcept { return terms_; }

 private:
  enum class Step { term, negate, both, either };
  class Parser;

  std::vector<Term> terms_;
  /// How the results of the terms, in their order, are put together: operators follow what they
  /// apply to.
  std::vector<Step> steps_;
};

}  // namespace trial
