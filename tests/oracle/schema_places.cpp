#include "schema_places.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

#include "source/parse.h"
#include "support/text.h"

namespace oracle {

namespace {

using mcpcc::source::Member;
using mcpcc::source::Node;

bool is_one_of(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// RFC 3986, section 3.5: what a fragment holds as it is.
std::string as_fragment(const std::string& pointer) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : pointer) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') ||
                          std::string_view("-._~/!$&'()*+,;=:@").find(c) != std::string_view::npos;
    if (is_plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}

class Search {
 public:
  Search(std::string_view text, std::string file, std::vector<std::string>& out)
      : text_(text), file_(std::move(file)), out_(out) {}

  void run(const Node& root) {
    constexpr std::array<std::string_view, 6> keywords = {"type",  "properties", "allOf",
                                                          "oneOf", "anyOf",      "enum"};
    const bool is_schema =
        !file_.empty() && std::any_of(keywords.begin(), keywords.end(),
                                      [&](std::string_view k) { return root.find(k) != nullptr; });
    if (is_schema) {
      out_.push_back(file_);
      return;
    }
    std::vector<std::pair<const Node*, std::string>> open = {{&root, ""}};
    while (!open.empty()) {
      const auto [node, pointer] = open.back();
      open.pop_back();
      for (std::size_t i = 0; node->is_array() && i < node->items().size(); ++i) {
        open.emplace_back(&node->items()[i], pointer + '/' + std::to_string(i));
      }
      if (!node->is_object()) continue;
      for (const Member& member : node->members()) {
        std::string place = pointer;
        mcpcc::append_pointer_token(place, member.key);
        visit(member, place, open);
      }
    }
  }

 private:
  void visit(const Member& member, const std::string& place,
             std::vector<std::pair<const Node*, std::string>>& open) {
    constexpr std::array<std::string_view, 5> values = {"example", "examples", "default", "enum",
                                                        "x-mcp"};
    if (place == "/definitions" || place == "/components/schemas") {
      for (const Member& named : member.value.members()) {
        std::string of_it = place;
        mcpcc::append_pointer_token(of_it, named.key);
        out_.push_back(file_ + '#' + as_fragment(of_it));
      }
    } else if (member.key == "schema" || member.key == "itemSchema") {
      if (!member.value.is_object() || member.value.find("$ref") != nullptr) return;
      const auto span = member.value.span();
      if (seen_.insert(std::string(text_.substr(span.begin, span.end - span.begin))).second) {
        out_.push_back(file_ + '#' + as_fragment(place));
      }
    } else if (!is_one_of(member.key, values) && !member.key.starts_with("x-")) {
      open.emplace_back(&member.value, place);
    }
  }

  std::string_view text_;
  std::string file_;
  std::vector<std::string>& out_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace

SchemaPlaces schema_places(const std::filesystem::path& document) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files = {document};
  // A folder of its own: the document consists of several files.
  if (!fs::exists(document.parent_path() / "MANIFEST.tsv")) {
    for (const auto& entry : fs::recursive_directory_iterator(document.parent_path())) {
      const fs::path extension = entry.path().extension();
      const bool is_read = extension == ".yml" || extension == ".yaml" || extension == ".json";
      if (entry.is_regular_file() && is_read && entry.path() != document) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin() + 1, files.end());
  }
  SchemaPlaces out;
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    mcpcc::Sources sources;
    mcpcc::Diagnostics diagnostics;
    const std::uint32_t id =
        sources.add(path.string(), std::string(std::istreambuf_iterator<char>(file), {}));
    const auto tree = mcpcc::source::parse(sources, id, {}, diagnostics);
    if (!tree || !tree->root().is_object()) continue;
    if (path == document) out.is_v2 = tree->root().find("swagger") != nullptr;
    const std::string name =
        path == document ? "" : path.lexically_relative(document.parent_path()).generic_string();
    Search(sources[id].text(), name, out.references).run(tree->root());
  }
  return out;
}

}  // namespace oracle
