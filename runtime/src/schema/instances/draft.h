// A JSON value under construction, which remembers the schemas it is made for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "json/value.h"
#include "json/write.h"

namespace mcp::schema {

struct Node;

struct Draft {
  json::Kind kind = json::Kind::null;
  std::string text{};  // of a string, decoded; of every other scalar and of constants, JSON
  std::vector<Draft> items{};
  std::vector<std::pair<std::string, Draft>> members{};
  bool is_constant = false;            // `text` is the whole value
  std::vector<const Node*> schemas{};  // all that apply to it

  const Draft* find(std::string_view name) const {
    for (const auto& [key, value] : members) {
      if (key == name) return &value;
    }
    return nullptr;
  }
};

inline void append(std::string& out, const Draft& draft) {
  if (draft.is_constant) {
    out += draft.text;
  } else if (draft.kind == json::Kind::string) {
    json::append_string(out, draft.text);
  } else if (draft.kind == json::Kind::array) {
    out += '[';
    for (std::size_t i = 0; i < draft.items.size(); ++i) {
      if (i != 0) out += ',';
      append(out, draft.items[i]);
    }
    out += ']';
  } else if (draft.kind == json::Kind::object) {
    out += '{';
    for (std::size_t i = 0; i < draft.members.size(); ++i) {
      if (i != 0) out += ',';
      json::append_string(out, draft.members[i].first);
      out += ':';
      append(out, draft.members[i].second);
    }
    out += '}';
  } else {
    out += draft.text;
  }
}

}  // namespace mcp::schema
