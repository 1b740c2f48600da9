#include <trial/selecting/expression.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/selecting/glob.hpp>

namespace trial {

namespace {

bool nameFits(const std::string& pattern, const CaseFacts& facts) {
  if (matchesGlob(pattern, facts.id)) return true;
  const auto inside = facts.id.find("::");
  if (inside != std::string::npos && matchesGlob(pattern, facts.id.substr(inside + 2))) return true;
  return std::any_of(facts.path.begin(), facts.path.end(),
                     [&pattern](const auto& part) { return matchesGlob(pattern, part); });
}

/// True if `path` is `end`, or ends with it behind a slash.
bool endsWithPath(std::string_view path, std::string_view end) {
  if (!path.ends_with(end)) return false;
  return path.size() == end.size() || path[path.size() - end.size() - 1] == '/';
}

/// The column of the byte at `at`, from 1, in characters.
std::size_t columnOf(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
         }));
}

struct Token {
  enum class Kind { term, negate, both, either, open, close, end };
  Kind kind = Kind::end;
  std::size_t at = 0;
  /// As it stands in the expression.
  std::string_view text = {};
  Term term = {};
};

class Lexer final {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    at_ = std::min(text_.find_first_not_of(" \t\n", at_), text_.size());
    Token token;
    token.at = at_;
    if (at_ == text_.size()) return token;
    read(token);
    token.text = text_.substr(token.at, at_ - token.at);
    return token;
  }

  [[noreturn]] void refuse(std::size_t at, const std::string& why) const {
    throw ExpressionError(fmt::format("column {}: {}", columnOf(text_, at), why));
  }

 private:
  void read(Token& token) {
    if (text_[at_] == '(' || text_[at_] == ')') {
      token.kind = text_[at_++] == '(' ? Token::Kind::open : Token::Kind::close;
      return;
    }
    const auto word = readWord();
    if (word == "not") {
      token.kind = Token::Kind::negate;
    } else if (word == "and") {
      token.kind = Token::Kind::both;
    } else if (word == "or") {
      token.kind = Token::Kind::either;
    } else {
      token.kind = Token::Kind::term;
      readTerm(token, word);
    }
  }

  /// Empty at a quote.
  std::string_view readWord() {
    const auto from = at_;
    at_ = std::min(text_.find_first_of(" \t\n()\"", at_), text_.size());
    return text_.substr(from, at_ - from);
  }

  void readTerm(Token& token, std::string_view word) {
    auto& term = token.term;
    for (const auto& [prefix, kind] :
         {std::pair<std::string_view, Term::Kind>("tag:", Term::Kind::tag),
          std::pair<std::string_view, Term::Kind>("file:", Term::Kind::file)}) {
      if (!word.starts_with(prefix)) continue;
      term.kind = kind;
      word.remove_prefix(prefix.size());
      if (word.empty() && (at_ == text_.size() || text_[at_] != '"'))
        refuse(at_, fmt::format("a name is missing behind '{}'", prefix));
      break;
    }
    if (!word.empty()) {
      term.text = word;
      term.glob = isGlob(word);
    } else {
      term.text = readQuoted();
    }
  }

  std::string readQuoted() {
    const auto from = at_++;
    std::string text;
    for (;; ++at_) {
      if (at_ == text_.size()) refuse(from, "this quote is not closed");
      if (text_[at_] == '"') break;
      const bool escapes = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                           (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escapes) ++at_;
      text += text_[at_];
    }
    ++at_;
    if (text.empty()) refuse(from, "there is nothing between the quotes");
    return text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool Term::matches(const CaseFacts& facts) const {
  switch (kind) {
    case Kind::name: return glob ? nameFits(text, facts) : facts.id.find(text) != std::string::npos;
    case Kind::tag:
      return std::any_of(facts.tags.begin(), facts.tags.end(), [this](const auto& tag) {
        return glob ? matchesGlob(text, tag) : tag == text;
      });
    case Kind::file:
      if (facts.file.empty()) return false;
      return glob ? matchesGlob(text, facts.file) || matchesGlob("*/" + text, facts.file)
                  : endsWithPath(facts.file, text);
  }
  return false;
}

/// Puts operators behind what they apply to (Dijkstra's shunting yard), so that no depth of
/// parentheses needs a deep stack.
class Expression::Parser final {
 public:
  Parser(std::string_view text, Expression& out) : lexer_(text), out_(out) {}

  void parse() {
    for (;;) {
      auto token = lexer_.next();
      if (wantsOperand_) {
        takeOperand(std::move(token));
      } else if (token.kind == Token::Kind::end) {
        break;
      } else {
        takeOperator(token);
      }
    }
    while (!waiting_.empty()) {
      if (waiting_.back().kind == Token::Kind::open)
        lexer_.refuse(waiting_.back().at, "this '(' is not closed");
      apply();
    }
  }

 private:
  void takeOperand(Token token) {
    switch (token.kind) {
      case Token::Kind::term:
        token.term.negated = isNegated();
        out_.terms_.push_back(std::move(token.term));
        out_.steps_.push_back(Step::term);
        wantsOperand_ = false;
        return;
      case Token::Kind::negate:
      case Token::Kind::open: waiting_.push_back(std::move(token)); return;
      case Token::Kind::end: lexer_.refuse(token.at, "a name is missing at the end");
      default:
        lexer_.refuse(token.at,
                      fmt::format("a name is missing in front of {}", reactor::repr(token.text)));
    }
  }

  void takeOperator(const Token& token) {
    switch (token.kind) {
      case Token::Kind::both:
      case Token::Kind::either:
        while (!waiting_.empty() && bindsAsClose(waiting_.back().kind, token.kind)) apply();
        waiting_.push_back(token);
        wantsOperand_ = true;
        return;
      case Token::Kind::close:
        while (!waiting_.empty() && waiting_.back().kind != Token::Kind::open) apply();
        if (waiting_.empty()) lexer_.refuse(token.at, "this ')' was not opened");
        waiting_.pop_back();
        return;
      default:
        lexer_.refuse(token.at, fmt::format("'and' or 'or' is missing in front of {}",
                                            reactor::repr(token.text)));
    }
  }

  static bool bindsAsClose(Token::Kind before, Token::Kind next) {
    if (before == Token::Kind::open) return false;
    return before != Token::Kind::either || next == Token::Kind::either;
  }

  void apply() {
    const auto kind = waiting_.back().kind;
    waiting_.pop_back();
    out_.steps_.push_back(kind == Token::Kind::negate ? Step::negate
                          : kind == Token::Kind::both ? Step::both
                                                      : Step::either);
  }

  [[nodiscard]] bool isNegated() const {
    const auto negations = std::count_if(waiting_.begin(), waiting_.end(), [](const auto& token) {
      return token.kind == Token::Kind::negate;
    });
    return negations % 2 != 0;
  }

  Lexer lexer_;
  Expression& out_;
  std::vector<Token> waiting_;  // operators whose second operand is not complete, and parentheses
  bool wantsOperand_ = true;
};

Expression::Expression(std::string_view text) { Parser(text, *this).parse(); }

bool Expression::matches(const CaseFacts& facts) const {
  std::vector<bool> results;
  std::size_t terms = 0;
  for (const auto step : steps_) {
    if (step == Step::term) {
      results.push_back(terms_[terms++].matches(facts));
      continue;
    }
    const bool last = results.back();
    results.pop_back();
    if (step == Step::negate) {
      results.push_back(!last);
    } else {
      const bool first = results.back();
      results.back() = step == Step::both ? first && last : first || last;
    }
  }
  return results.back();
}

}  // namespace trial
