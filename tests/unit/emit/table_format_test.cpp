// The enumerations of the IR and those of the table format are one list in two places; emitted
// sources name the latter by the former's names.
#include <gtest/gtest.h>
#include <mcp/tool.h>

#include "ir/ir.h"

namespace mcpcc {
namespace {

template <class Ir, class Table>
constexpr bool same(Ir a, Table b) {
  return static_cast<int>(a) == static_cast<int>(b);
}

#define EXPECT_SAME(Type, name)                                \
  static_assert(same(ir::Type::name, mcp::Type::name), #name); \
  EXPECT_EQ(to_string(ir::Type::name), #name)

TEST(TableFormat, HasTheEnumerationsOfTheIr) {
  EXPECT_SAME(Location, path);
  EXPECT_SAME(Location, query);
  EXPECT_SAME(Location, header);
  EXPECT_SAME(Location, cookie);
  EXPECT_SAME(Location, querystring);
  EXPECT_SAME(Style, simple);
  EXPECT_SAME(Style, label);
  EXPECT_SAME(Style, matrix);
  EXPECT_SAME(Style, form);
  EXPECT_SAME(Style, space_delimited);
  EXPECT_SAME(Style, pipe_delimited);
  EXPECT_SAME(Style, tab_delimited);
  EXPECT_SAME(Style, deep_object);
  EXPECT_SAME(Style, cookie);
  EXPECT_SAME(Style, content);
  EXPECT_SAME(BodyEncoding, json);
  EXPECT_SAME(BodyEncoding, form);
  EXPECT_SAME(BodyEncoding, multipart);
  EXPECT_SAME(BodyEncoding, text);
  EXPECT_SAME(BodyEncoding, octet_stream);
  EXPECT_SAME(BodyEncoding, xml);
  EXPECT_SAME(BodyEncoding, ndjson);
  EXPECT_SAME(BodyEncoding, json_sequence);
  EXPECT_SAME(SecurityKind, api_key_header);
  EXPECT_SAME(SecurityKind, api_key_query);
  EXPECT_SAME(SecurityKind, api_key_cookie);
  EXPECT_SAME(SecurityKind, http_basic);
  EXPECT_SAME(SecurityKind, http_bearer);
  EXPECT_SAME(SecurityKind, http_digest);
  EXPECT_SAME(SecurityKind, oauth2);
  EXPECT_SAME(SecurityKind, open_id_connect);
  EXPECT_SAME(SecurityKind, mutual_tls);
  EXPECT_SAME(RewriteKind, rename);
  EXPECT_SAME(RewriteKind, null_is_absent);
  EXPECT_SAME(RewriteKind, json_text);
  EXPECT_SAME(RewriteKind, prefixed_json_text);
}

}  // namespace
}  // namespace mcpcc
