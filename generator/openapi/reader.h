// Reading typed values out of nodes: every mistake is reported at its place and reading goes on.
#pragma once

#include <string>
#include <string_view>

#include "openapi/document.h"
#include "openapi/fields.h"

namespace mcpcc::openapi {

/// Knows where in the document it stands, so that messages carry a JSON Pointer, and of which
/// version the document is. What references lead to in other files is read in the terms of the
/// document that refers to it.
class Reader {
 public:
  /// `document` gives the version and owns nodes that are made; it must outlive the reader.
  Reader(Document& document, Diagnostics& diagnostics, std::string pointer = "#")
      : document_(document), diagnostics_(diagnostics), pointer_(std::move(pointer)) {}

  /// Extends the pointer by one token, the first 1000 bytes of it, for as long as it lives.
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
  bool is_v2() const { return document_.version == Version::v2_0; }
  bool is_at_least(Version version) const { return document_.version >= version; }
  const DefaultsV2& defaults() const { return document_.defaults; }
  source::NodeFactory& nodes() { return document_.nodes; }
  Diagnostics& diagnostics() { return diagnostics_; }
  void report(const Rule& rule, Span at, std::string detail = {},
              std::vector<std::string> hints = {});
  void wrong_type(const source::Node& node, std::string_view wanted);

  /// Each returns nullptr or an empty value when the field is absent, and reports one of the wrong
  /// type: what plainly means a value of the right one is read as that (`"true"` for `true`, 7 for
  /// `"7"`), anything else as if it were absent.
  const source::Node* object(const source::Node& parent, std::string_view key);
  const source::Node* array(const source::Node& parent, std::string_view key);
  std::string text(const source::Node& parent, std::string_view key);
  Located<std::string> located_text(const source::Node& parent, std::string_view key);
  /// The strings of an array; other items are reported. One string is read as an array of it.
  std::vector<Located<std::string>> texts(const source::Node& parent, std::string_view key);
  bool boolean(const source::Node& parent, std::string_view key);
  /// A scalar of any kind as text: `version: 1.0` is written without quotes everywhere.
  std::string scalar(const source::Node& parent, std::string_view key);
  /// The field `key`, which must be one of `allowed`; nullopt when it is absent or another, which
  /// is reported. One in another case is reported, and means the same.
  std::optional<std::size_t> choice(const source::Node& parent, std::string_view key,
                                    const std::vector<std::string_view>& allowed);
  /// A required text that is not empty; reports one that is missing or empty.
  Located<std::string> name(const source::Node& parent, std::string_view key);
  /// Reports a missing field at the key or first byte of `parent`.
  void require(const source::Node& parent, std::string_view key);
  /// Reports what stands in `node`, which is an object of kind `kind`, and is neither a field of it
  /// in the document's version nor an extension, once for each place.
  void check_fields(const source::Node& node, Object kind);
  /// `at` without its content: the place of an object's first byte.
  static Span opening(const source::Node& node);

 private:
  const source::Node* field(const source::Node& parent, std::string_view key, source::Kind kind);
  void converted(const source::Node& node, std::string_view wanted);
  std::optional<std::string_view> text_of(const source::Node& node);
  Document& document_;
  Diagnostics& diagnostics_;
  std::string pointer_;
};

/// Of the letters of ASCII.
std::string lower_case(std::string_view text);

}  // namespace mcpcc::openapi
