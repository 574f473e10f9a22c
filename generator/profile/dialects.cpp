// What the languages have; the sources stand in docs/profiles.md.
#include "profile/dialect.h"

namespace mcpcc::profile {

namespace {

constexpr std::string_view words =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view name_start = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

constexpr std::string_view openai_limits[] = {"exclusiveMaximum", "exclusiveMinimum", "maxItems",
                                              "maximum",          "minItems",         "minimum",
                                              "multipleOf",       "pattern"};
constexpr Dialect::Format openai_formats[] = {
    {string_type, "date-time"}, {string_type, "time"},  {string_type, "date"},
    {string_type, "duration"},  {string_type, "email"}, {string_type, "hostname"},
    {string_type, "ipv4"},      {string_type, "ipv6"},  {string_type, "uuid"}};

constexpr std::string_view gemini_limits[] = {"maxItems",      "maxLength", "maxProperties",
                                              "maximum",       "minItems",  "minLength",
                                              "minProperties", "minimum",   "pattern"};
constexpr Dialect::Format gemini_formats[] = {{string_type, "date-time"},
                                              {number_type, "float"},
                                              {number_type, "double"},
                                              {integer_type, "int32"},
                                              {integer_type, "int64"}};

}  // namespace

const Dialect openai_strict = {
    .names = safe_names,
    .is_closed = true,
    .has_nullable = false,
    .has_all_enums = true,
    .has_empty_objects = true,
    .limits = openai_limits,
    .formats = openai_formats,
    .max_depth = 10,
    .max_properties = 5000,
    .max_enum_values = 1000,
    .max_characters = 120000,
    .max_enum_characters = 15000,
};

const Dialect gemini = {
    .names = {name_start, words, 64},
    .is_closed = false,
    .has_nullable = true,
    .has_all_enums = false,
    .has_empty_objects = false,
    .limits = gemini_limits,
    .formats = gemini_formats,
    .max_depth = 10,
    .max_properties = 5000,
    .max_enum_values = 1000,
    .max_characters = 120000,
    .max_enum_characters = 15000,
};

}  // namespace mcpcc::profile
