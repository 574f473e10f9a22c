// The loss ledger against what is emitted: a keyword of a schema that the ledger calls mapped or
// kept stands in the schema that arguments are checked against, one that it calls left out does
// not.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "driver/driver.h"

namespace mcpcc::driver {
namespace {

std::string run(const std::string& document, const std::string& show) {
  const Disk disk;
  std::istringstream in(document);
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  driver::run({"inspect", "-", "--show", show, "--format", "json", "--quiet"}, environment);
  return out.str();
}

struct Keyword {
  std::string_view name, value;
};
constexpr Keyword keywords[] = {
    {"title", R"("a")"},
    {"description", R"("a")"},
    {"type", R"("string")"},
    {"format", R"("date")"},
    {"default", "1"},
    {"enum", "[1]"},
    {"multipleOf", "2"},
    {"maximum", "1"},
    {"minimum", "1"},
    {"exclusiveMaximum", "1"},
    {"exclusiveMinimum", "1"},
    {"maxLength", "1"},
    {"minLength", "1"},
    {"pattern", R"("a")"},
    {"maxItems", "1"},
    {"minItems", "1"},
    {"uniqueItems", "true"},
    {"maxProperties", "1"},
    {"minProperties", "1"},
    {"required", R"(["a"])"},
    {"readOnly", "true"},
    {"items", "{}"},
    {"properties", R"({"a":{}})"},
    {"additionalProperties", "{}"},
    {"allOf", "[{}]"},
    {"anyOf", "[{}]"},
    {"oneOf", "[{}]"},
    {"not", "{}"},
    {"deprecated", "true"},
    {"writeOnly", "true"},
    {"discriminator", R"({"propertyName":"a"})"},
    {"xml", "{}"},
    {"externalDocs", R"({"url":"/"})"},
    {"const", "1"},
    {"examples", "[1]"},
    {"contentEncoding", R"("base64")"},
    {"contentMediaType", R"("text/plain")"},
    {"contentSchema", "{}"},
    {"maxContains", "1"},
    {"minContains", "1"},
    {"dependentRequired", R"({"a":["b"]})"},
    {"prefixItems", "[{}]"},
    {"contains", "{}"},
    {"patternProperties", R"({"a":{}})"},
    {"propertyNames", "{}"},
    {"dependentSchemas", R"({"a":{}})"},
    {"if", "{}"},
    {"then", "{}"},
    {"else", "{}"},
    {"unevaluatedItems", "{}"},
    {"unevaluatedProperties", "{}"},
    {"$schema", R"("https://json-schema.org/draft/2020-12/schema")"},
    {"$vocabulary", "{}"},
    {"$comment", R"("a")"},
    {"nobodyKnowsThis", "1"},
    {"x-mine", "1"},
};

constexpr std::string_view versions[] = {"2.0", "3.0.4", "3.1.1", "3.2.0"};

// One operation whose body has the property `it`, which is `schema`.
std::string document(std::string_view version, const std::string& schema) {
  const std::string body = R"({"type":"object","properties":{"it":)" + schema + "}}";
  const bool is_2_0 = version == "2.0";
  return std::string("{\"") + (is_2_0 ? "swagger" : "openapi") + "\":\"" + std::string(version) +
         R"(","info":{"title":"a","version":"1"},"paths":{"/a":{"post":{)" +
         (is_2_0 ? R"("parameters":[{"name":"b","in":"body","schema":)" + body + "}]"
                 : R"("requestBody":{"content":{"application/json":{"schema":)" + body + "}}}") +
         R"(,"responses":{}}}}})";
}

// The row of the ledger whose pointer ends in `keyword`.
std::string row(const std::string& losses, std::string_view keyword) {
  std::istringstream lines(losses);
  const std::string end = "/properties/it/" + std::string(keyword) + '"';
  for (std::string line; std::getline(lines, line);) {
    if (line.find(end) != std::string::npos) return line;
  }
  return {};
}

TEST(Losses, OfKeywordsAreThoseOfTheSchemaThatIsEmitted) {
  for (const std::string_view version : versions) {
    for (const Keyword& keyword : keywords) {
      SCOPED_TRACE(std::string(version) + " " + std::string(keyword.name));
      const std::string member =
          '"' + std::string(keyword.name) + "\":" + std::string(keyword.value);
      // A keyword alone, where it does not mean that nothing is asked for.
      const std::string text = document(version, "{\"anyOf\":[{" + member + "}]}");
      const std::string losses = run(text, "losses");
      const std::string found = row(losses, "anyOf/0/" + std::string(keyword.name));
      ASSERT_FALSE(found.empty()) << losses;
      const bool is_left_out = found.find("left out") != std::string::npos ||
                               found.find("alternatives have the values") != std::string::npos ||
                               found.find("alternatives say which values") != std::string::npos;
      const bool is_mapped = found.find("\"class\":\"mapped\"") != std::string::npos;
      EXPECT_NE(is_left_out, is_mapped || found.find(" kept ") != std::string::npos ||
                                 found.find("a number, as in") != std::string::npos ||
                                 found.find("value is read as") != std::string::npos)
          << found;
      const std::string emitted = run(text, "ir");
      const auto begin = emitted.find("\"input_schema\"");
      const std::string schema = emitted.substr(begin, emitted.find("\"listings\"") - begin);
      EXPECT_EQ(schema.find('"' + std::string(keyword.name) + "\":") == std::string::npos,
                is_left_out)
          << found << '\n'
          << schema;
    }
  }
}

}  // namespace
}  // namespace mcpcc::driver
