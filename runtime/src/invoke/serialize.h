// Values in the styles of OpenAPI 3.1.1 ("Style Values", "Style Examples") and RFC 6570.
//
// Where those say nothing:
// - A nested array or object inside an array or an object is written as its compact JSON; null
//   members are left out, as RFC 6570, section 2.3 leaves out undefined ones.
// - spaceDelimited and pipeDelimited with `explode` are written as form with `explode`.
// - deepObject nests as `name[a][b]=v`; an array of scalars repeats `name[a][]=v`, which Rails, PHP
//   and qs read alike; an array with arrays or objects in it counts, `name[a][0][b]=v`, so that
//   their members stay together. A scalar in this style is written `name=v`.
// - Cookies with `explode` are pairs of their own, `a=1; a=2` (RFC 6265, section 4.2.1): the `&` of
//   style form would make them one. Cookie values are percent-encoded, header values never (OpenAPI
//   3.1.1, appendix D).
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "invoke/percent.h"
#include "json/value.h"

namespace mcp::invoke {

/// Names and values of a query, a cookie header or a form, escaped already. What would make them
/// longer than the limit is left out and remembered: a long key over many leaves would otherwise be
/// repeated without bound.
class Pairs {
 public:
  explicit Pairs(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::string_view name, std::string value);
  /// Takes out every pair whose name decodes to the same as `name` and adds this one, which no
  /// limit leaves out.
  void set(std::string_view name, std::string value);
  bool empty() const { return pairs_.empty(); }
  std::size_t size() const { return pairs_.size(); }
  bool is_too_long() const { return bytes_ > max_bytes_; }
  std::string joined(std::string_view separator) const;  ///< `a=1&b=2` with the separator `&`

  struct Pair {
    std::string name;
    std::string value;
  };
  std::vector<Pair>::const_iterator begin() const { return pairs_.begin(); }
  std::vector<Pair>::const_iterator end() const { return pairs_.end(); }

 private:
  std::vector<Pair> pairs_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
};

/// The text of a value that has no parts in its place: strings as they are, numbers digit for
/// digit, arrays and objects as compact JSON.
std::string plain_text(const json::Value& value);

/// Whether every value of `argument` is written as JSON.
bool is_sent_as_json(const Argument& argument);

/// The value of a path or header parameter: style simple, label, matrix or content. Empty when
/// nothing is left of `value`.
std::string expand(const Argument& argument, const json::Value& value, Escape escape);

/// The pairs of a query or cookie parameter: style form, space_delimited, pipe_delimited,
/// deep_object or content. An empty array, an empty object and null give none (RFC 6570,
/// section 2.3) unless the argument allows an empty value, which an empty text is as well; null of
/// an argument that is not required is absent.
void append_pairs(Pairs& pairs, const Argument& argument, const json::Value& value, Escape escape);

/// The row of `property`, by its name or else by a pattern; nullptr: it is written in the default
/// way.
const PropertyEncoding* encoding_of(const List<PropertyEncoding>& rows, std::string_view property);

/// A value as XML, by a row whose encoding that is.
using XmlText = std::function<std::string(const PropertyEncoding& row, const json::Value& value)>;

/// The pairs of one property of a form body or of a `querystring` parameter. Without an encoding of
/// its own, an array repeats the name and any other value is plain_text() (OpenAPI 3.1.1, Encoding
/// Object: the default content types).
void append_form_pairs(Pairs& pairs, std::string_view name, const json::Value& value,
                       const PropertyEncoding* encoding, const XmlText& xml_text);

/// The pairs of one property of a multipart body that is written by style: not escaped.
void append_part_pairs(Pairs& pairs, std::string_view name, const json::Value& value,
                       const PropertyEncoding& encoding);

}  // namespace mcp::invoke
