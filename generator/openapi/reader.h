// Reading typed values out of nodes: every mistake is reported at its place and reading goes on.
#pragma once

#include <string>
#include <string_view>

#include "openapi/document.h"

namespace mcpcc::openapi {

/// Knows where in the document it stands, so that messages carry a JSON Pointer.
class Reader {
 public:
  Reader(Diagnostics& diagnostics, std::string pointer = "#")
      : diagnostics_(diagnostics), pointer_(std::move(pointer)) {}

  /// Extends the pointer by one token for as long as it lives.
  class Scope {
   public:
    Scope(Reader& reader, std::string_view token);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Reader& reader_;
    std::size_t size_;
  };
  [[nodiscard]] Scope enter(std::string_view token) { return Scope(*this, token); }
  [[nodiscard]] Scope enter(std::size_t index) { return Scope(*this, std::to_string(index)); }

  const std::string& pointer() const { return pointer_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  void report(const Rule& rule, Span at, std::string detail = {},
              std::vector<std::string> hints = {});
  void wrong_type(const source::Node& node, std::string_view wanted);

  /// Each returns nullptr or an empty value when the field is absent, and reports one of the wrong
  /// type.
  const source::Node* object(const source::Node& parent, std::string_view key);
  const source::Node* array(const source::Node& parent, std::string_view key);
  std::string text(const source::Node& parent, std::string_view key);
  Located<std::string> located_text(const source::Node& parent, std::string_view key);
  bool boolean(const source::Node& parent, std::string_view key);
  /// A scalar of any kind as text: `version: 1.0` is written without quotes everywhere.
  std::string scalar(const source::Node& parent, std::string_view key);
  /// Reports a missing field at the key or first byte of `parent`.
  void require(const source::Node& parent, std::string_view key);
  /// `at` without its content: the place of an object's first byte.
  static Span opening(const source::Node& node);

 private:
  const source::Node* field(const source::Node& parent, std::string_view key, source::Kind kind);
  Diagnostics& diagnostics_;
  std::string pointer_;
};

}  // namespace mcpcc::openapi
