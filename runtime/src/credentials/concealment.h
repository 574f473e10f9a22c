// Keeps credentials that were sent from coming back: an API may repeat in an answer, an error most
// of all, what a request held.
#pragma once

#include <mcp/http.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::credentials {

/// Texts that must not be shown, in each form in which they may come back: in any spelling
/// (spelling.h), in base64, in UTF-16 and UTF-32; and so as the API may have read it, which takes
/// the bytes of a header field for characters of ISO 8859-1 or windows-1252.
class Concealment {
 public:
  /// `name` stands in angle brackets where `text` stood. Texts of less than six bytes are not
  /// concealed: they could be anything.
  void add(std::string_view text, std::string_view name);

  bool empty() const { return forms_.empty(); }
  /// Replaces each of them; the time is that of a search for each form.
  void apply(std::string& text) const;
  /// In header values and body.
  void apply(HttpResponse& response) const;
  /// Overwrites each of them in the body with asterisks, so that what stands behind it stays where
  /// it is.
  void mask(HttpResponse& response) const;
  /// The longest text that is concealed, in bytes.
  std::size_t longest() const { return forms_.empty() ? 0 : forms_.front().text.size() * 3 + 4; }

 private:
  struct Form {
    std::string text, replacement;
    // Of base64: the character before or behind it holds some bits of what is concealed, too.
    bool shares_first = false, shares_last = false;
    bool is_binary = false;  // stands as it is or not at all
  };
  struct Place {
    std::size_t begin, size;
  };
  void add_forms(std::string_view text, const std::string& replacement);
  void add_form(Form form);
  static Place whole(const Form& form, std::string_view text, Place found, std::size_t from);
  static Place find(const Form& form, std::string_view text, std::size_t from, bool has_escapes);

  std::vector<Form> forms_;  // longer ones first: one may hold another
};

}  // namespace mcp::credentials
