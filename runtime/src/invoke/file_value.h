// Bytes in an argument: base64, a `data:` URI, or the name of a file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mcp::invoke {

struct FileContent {
  std::string bytes;
  std::string media_type;  ///< as the argument says it; empty: it does not
  std::string name;        ///< likewise, without folders
};

/// What is wrong, as the end of a sentence that begins with what the value is called.
struct FileProblem {
  std::string message;
};

/// Reads a file below the folder that the operator opened; `path` is relative to it.
using FileReader = std::function<std::variant<FileContent, FileProblem>(std::string_view path)>;

/// `text` is `file:` and a path (read by `reader`, which may be empty), a URI of RFC 2397, whose
/// parameter `name` or `filename` names the file, or else base64.
std::variant<FileContent, FileProblem> read_file_value(std::string_view text,
                                                       const FileReader& reader);

/// Why `file` must not be sent where `wanted` lists the types that the document allows: the
/// argument names a media type that is none of them. nullopt: it may.
std::optional<FileProblem> media_type_problem(const FileContent& file, std::string_view wanted);

/// The media type to send `file` as, where `wanted` lists the types that the document allows, some
/// of them perhaps ranges: that of the argument where it fits, else the first that is no range,
/// else what the bytes look like.
std::string media_type_of(const FileContent& file, std::string_view wanted);

}  // namespace mcp::invoke
