#include "invoke/file_value.h"

#include <algorithm>
#include <optional>

#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/media_type.h"
#include "invoke/percent.h"

namespace mcp::invoke {
namespace {

constexpr std::string_view data_scheme = "data:";
constexpr std::string_view file_scheme = "file:";

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of("/\\") + 1);
}

/// RFC 9110, section 8.3.1: `type/subtype`.
bool is_media_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && http::is_token(text.substr(0, slash)) &&
         http::is_token(text.substr(slash + 1));
}

/// Section 5.6.6: a token or a quoted text, here without quoted pairs.
bool is_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !http::is_token(text.substr(0, equals))) return false;
  const std::string_view value = text.substr(equals + 1);
  if (http::is_token(value)) return true;
  return value.size() >= 2 && value.front() == '"' && value.back() == '"' &&
         value.substr(1, value.size() - 2).find_first_of("\"\\") == std::string_view::npos &&
         http::is_field_value(value);
}

/// RFC 2397, section 3, without the scheme.
std::variant<FileContent, FileProblem> read_data_uri(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return FileProblem{"is a `data:` URI without a comma"};
  std::string_view head = text.substr(0, comma);
  const std::string_view data = text.substr(comma + 1);
  FileContent file;
  bool is_base64 = false;
  bool is_type = true;
  bool is_valid = true;
  while (true) {
    const std::size_t end = std::min(head.find(';'), head.size());
    std::string_view field = head.substr(0, end);
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    if (is_type) {
      is_valid = field.empty() || is_media_type(field);
      file.media_type = field;
    } else if (http::equals_ignoring_case(field, "base64")) {
      is_base64 = true;
    } else if (field.starts_with("name=") || field.starts_with("filename=")) {
      const std::string name = percent_decoded(field.substr(field.find('=') + 1));
      file.name = base_name(name);
    } else if (field.find('=') != std::string_view::npos && !file.media_type.empty()) {
      // Words such as `utf8` are left out, as browsers do (MIME Sniffing Standard, section 4.4).
      is_valid = is_valid && is_parameter(field);
      file.media_type.append(";").append(field);
    }
    is_type = false;
    if (end == head.size()) break;
    head.remove_prefix(end + 1);
  }
  if (!is_valid) {
    return FileProblem{
        "is a `data:` URI whose media type is not valid; it is written as in `data:image/png,`"};
  }
  file.bytes = percent_decoded(data);
  if (!is_base64) return file;
  auto bytes = base64_decoded(file.bytes);
  if (!bytes) return FileProblem{"is a `data:` URI whose data are no base64"};
  file.bytes = std::move(*bytes);
  return file;
}

constexpr std::string_view unknown = "application/octet-stream";

/// Calls `visit` with each of the media types of a list.
template <class Visit>
void for_each_type(std::string_view list, Visit visit) {
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view entry = list.substr(begin, end - begin);
    visit(entry.substr(std::min(entry.find_first_not_of(' '), entry.size())));
    begin = end + 1;
  }
}

/// By the name that is registered.
std::string essence_of(std::string_view type) {
  std::string essence = parse_content_type(type).type;
  return essence == "image/jpg" ? "image/jpeg" : essence;
}

/// Whether `type` is one of `wanted` or in a range of it.
bool fits(std::string_view type, std::string_view wanted) {
  if (wanted == "*/*") return true;
  if (!wanted.ends_with("/*")) return type == wanted;
  return type.starts_with(wanted.substr(0, wanted.size() - 1));
}

}  // namespace

std::variant<FileContent, FileProblem> read_file_value(std::string_view text,
                                                       const FileReader& reader) {
  if (text.size() >= data_scheme.size() &&
      http::equals_ignoring_case(text.substr(0, data_scheme.size()), data_scheme)) {
    return read_data_uri(text.substr(data_scheme.size()));
  }
  if (text.starts_with(file_scheme)) {
    if (!reader) {
      return FileProblem{"names a file, but the operator of this server opened no folder for that"};
    }
    return reader(text.substr(file_scheme.size()));
  }
  auto bytes = base64_decoded(text);
  if (bytes) return FileContent{std::move(*bytes), {}, {}};
  return FileProblem{
      "must be base64, a `data:` URI or `file:` and a path; text is given as "
      "`data:text/plain,` and the text percent-encoded"};
}

std::optional<FileProblem> media_type_problem(const FileContent& file, std::string_view wanted) {
  const std::string essence = essence_of(file.media_type);
  bool is_allowed = wanted.empty();
  if (essence.empty() || essence == unknown) {
    // Where the document names no type, only ranges, what is sent must be in one of them.
    const std::string sent = essence_of(media_type_of(file, wanted));
    for_each_type(wanted, [&](std::string_view entry) {
      const std::string type = essence_of(entry);
      is_allowed = is_allowed || !type.ends_with("/*") || fits(sent, type);
    });
    if (is_allowed) return std::nullopt;
    return FileProblem{
        "is of no media type that is known by its first bytes, and the document allows `" +
        std::string(wanted) +
        "` only; a `data:` URI says the media type: `data:TYPE/SUBTYPE;base64,...`"};
  }
  for_each_type(wanted, [&](std::string_view entry) {
    const std::string type = essence_of(entry);
    is_allowed = is_allowed || type.empty() || type == unknown || fits(essence, type);
  });
  if (is_allowed) return std::nullopt;
  return FileProblem{"is `" + essence + "`, but the document allows `" + std::string(wanted) +
                     "` only"};
}

std::string media_type_of(const FileContent& file, std::string_view wanted) {
  const std::string_view sniffed = sniff_media_type(file.bytes);
  const std::string given = file.media_type.empty() ? std::string(sniffed) : file.media_type;
  const std::string essence = essence_of(given);
  std::string first, fitting;
  for_each_type(wanted, [&](std::string_view entry) {
    const std::string type = essence_of(entry);
    if (fitting.empty() && !essence.empty() && fits(essence, type)) {
      fitting = type.ends_with("/*") ? given : std::string(entry);
    }
    if (first.empty() && !type.ends_with("/*")) first = type;
  });
  if (!fitting.empty()) return fitting;
  // The document's own words for bytes of any kind.
  if ((first.empty() || first == unknown) && !file.media_type.empty()) return file.media_type;
  return first.empty() ? std::string(unknown) : first;
}

}  // namespace mcp::invoke
