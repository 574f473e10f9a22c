#include "fetch/store_index.h"

#include <algorithm>
#include <string_view>

#include "fetch/fetch.h"
#include "source/parse.h"
#include "support/digest.h"
#include "support/text.h"

namespace mcpcc::fetch {

std::optional<Index> read_index(const std::string& text) {
  Sources sources;
  Diagnostics ignored;
  const auto tree = source::parse(sources, sources.add("index.json", text), {}, ignored);
  if (!tree || ignored.has_errors()) return std::nullopt;
  const source::Node* documents = tree->root().find("documents");
  if (documents == nullptr || !documents->is_array()) return std::nullopt;
  Index index;
  for (const auto& item : documents->items()) {
    const auto value = [&](std::string_view key) {
      const source::Node* node = item.find(key);
      return node != nullptr && node->is_string() ? std::string(node->string()) : std::string();
    };
    const std::string file = value("file");
    IndexEntry entry{value("url"), value("found_at"), value("sha256"), value("media_type")};
    if (file.empty() || entry.url.empty() || entry.sha256.empty()) return std::nullopt;
    index[file] = std::move(entry);
  }
  return index;
}

std::string to_json(const Index& index) {
  std::string out = "{\n  \"documents\": [";
  const char* separator = "\n";
  for (const auto& [file, entry] : index) {
    const auto member = [&](std::string_view key, std::string_view value, bool is_last = false) {
      if (value.empty()) return;
      out.append("      \"").append(key).append("\": ");
      append_json_string(out, value);
      out += is_last ? "\n" : ",\n";
    };
    out.append(separator).append("    {\n");
    member("url", entry.url);
    member("found_at", entry.found_at);
    member("file", file);
    member("media_type", entry.media_type);
    member("sha256", entry.sha256, true);
    out += "    }";
    separator = ",\n";
  }
  return out + "\n  ]\n}\n";
}

std::string copy_name(const std::string& url) {
  const std::string path = shown(url);
  std::string stem = path.substr(path.rfind('/') + 1);
  std::string extension;
  for (const std::string_view known : {".json", ".yaml", ".yml"}) {
    if (stem.ends_with(known)) extension = known;
  }
  stem.resize(std::min<std::size_t>(stem.size() - extension.size(), 40));
  for (char& c : stem) {
    const bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_plain) c = '-';
  }
  if (stem.empty()) stem = "document";
  // 128 bits: nobody finds two URLs of one name.
  return stem + "-" + sha256(url).substr(0, 32) + extension;
}

}  // namespace mcpcc::fetch
