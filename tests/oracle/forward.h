// A value of the document as a client of a profile writes it: the opposite of what the runtime's
// rewriter does, made from the table of profiles and not from its code.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "invoke/rewriter.h"
#include "json/value.h"
#include "schema/validator.h"

namespace oracle {

/// `schema`, a listing of `gemini`, in JSON Schema: `nullable` is another type.
std::string without_nullable(std::string_view schema);

class Forward {
 public:
  struct Sent {
    std::string json;
    /// False: there is a member without a name in a closed object, or none where there must be one
    /// and null does not stand for it.
    bool is_sendable = true;
  };

  /// `listing`, in JSON Schema, tells what must be there and which alternative is meant; nullptr:
  /// where nothing but names differs. All must outlive this.
  Forward(const mcp::json::Value* listing, const mcp::List<mcp::Rewrite>& rewrites);
  ~Forward();

  Sent send(const mcp::json::Value& arguments);

 private:
  struct Step;
  Sent value(const mcp::json::Value& value, const mcp::json::Value* schema, const Step* step);
  Sent object(const mcp::json::Value& value, const mcp::json::Value* schema, const Step* step);
  Sent array(const mcp::json::Value& value, const mcp::json::Value* schema, const Step* step);
  const mcp::schema::Schema& compiled(const mcp::json::Value& schema);

  const mcp::json::Value* listing_;
  std::unique_ptr<Step> root_;
  std::unordered_map<const char*, std::shared_ptr<const mcp::schema::Schema>> compiled_;
};

}  // namespace oracle
