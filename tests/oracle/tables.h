// The tables of a server, as generated code holds them, made from what `inspect --show ir` prints.
#pragma once

#include <mcp/tool.h>

#include <deque>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace oracle {

/// The tables refer to the texts of the dump, which must outlive this. Profiles are left out: they
/// are what clients are shown, and no part of a request.
class Tables {
 public:
  explicit Tables(const mcp::json::Value& dump);
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  const mcp::Server& server() const { return server_; }

 private:
  template <class T>
  using Store = std::deque<std::vector<T>>;

  /// A table with a row for each item of the array `values`.
  template <class T, class Read>
  static mcp::List<T> list(Store<T>& store, const mcp::json::Value* values, Read&& read);
  mcp::List<mcp::Text> texts(const mcp::json::Value* values);
  mcp::Tool tool(const mcp::json::Value& from);
  mcp::Argument argument(const mcp::json::Value& from);
  mcp::MediaType media_type(const mcp::json::Value& from);
  mcp::SecurityRequirement requirement(const mcp::json::Value& from);

  mcp::Server server_{};
  Store<mcp::Text> texts_;
  Store<mcp::Tool> tools_;
  Store<mcp::Argument> arguments_;
  Store<mcp::MediaType> media_types_;
  Store<mcp::PropertyEncoding> encodings_;
  Store<mcp::SecurityRequirement> requirements_;
  Store<mcp::SecurityUse> uses_;
  Store<mcp::SecurityScheme> schemes_;
  Store<mcp::Definition> definitions_;
  Store<mcp::Upstream> upstreams_;
  Store<mcp::UpstreamVariable> variables_;
};

}  // namespace oracle
