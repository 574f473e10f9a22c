// Writes the text of one schema. Internal to SchemaLowering.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lower/discriminator.h"
#include "lower/schema.h"
#include "support/text.h"

namespace mcpcc::lower {

/// Recursion follows the nesting of the document, which `source` bounds.
struct SchemaLowering::Writer {
  SchemaLowering& lowering;
  SchemaUse use{};
  std::string out{};
  SchemaOrigins origins{};
  bool overflow = false;  // what goes beyond the limit is given up
  resolve::Linked::Scope scope{};
  bool is_base = false;  // the reference that comes next is to what a schema is made of
  // What the reference that comes next is chosen by among alternatives.
  struct Choice {
    std::string_view property;
    const std::vector<std::string_view>& values;
    bool is_other = false;  // by any value but those
    std::string words() const;
  };
  const Choice* choice = nullptr;
  // A schema about the same value, in which another stands, and what that stands in.
  struct Around {
    const source::Node& schema;
    const Around* outer;
    std::size_t depth;
    const std::set<std::string_view>* hidden = nullptr;  // by what is not known here
    Around(const source::Node& about, const Around* in)
        : schema(about), outer(in), depth(in == nullptr ? 1 : in->depth + 1) {}
  };
  const Around* around = nullptr;
  std::optional<Around> beginning{};

  // Before the schema of a definition: what is about its value elsewhere.
  void begin(const source::Node& schema);
  // How `target` is used in the place of `schema`.
  SchemaUse use_of(const source::Node& schema, const source::Node& target, const Around* outer);
  bool may_hide(const source::Node& schema) const;

  bool is_request() const { return use.direction == Direction::request; }
  openapi::Version version() const { return lowering.linked_.document.version; }
  bool is_before_3_1() const { return version() < openapi::Version::v3_1; }
  // In 2.0 the value of a discriminator must be the name of a schema (Schema Object, fixed fields).
  // Later versions say that it must not change the outcome of validation (3.0.4, section 4.7.25;
  // 3.1.1, section 4.8.25; 3.2.0, section 4.25).
  bool choices_assert() const { return version() == openapi::Version::v2_0; }
  // The dynamic scope while a schema is written (JSON Schema 2020-12 core, section 7.1).
  class Entered {
   public:
    Entered(Writer& writer, const source::Node& schema)
        : scope_(writer.scope), size_(writer.scope.size()) {
      const auto& resources = writer.lowering.linked_.entered_resources;
      if (resources.empty() || !schema.is_object()) return;
      const auto found = resources.find(schema.members().data());
      if (found == resources.end()) return;
      if (std::find(scope_.begin(), scope_.end(), found->second) == scope_.end()) {
        scope_.push_back(found->second);
      }
    }
    ~Entered() { scope_.resize(size_); }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

   private:
    resolve::Linked::Scope& scope_;
    std::size_t size_;
  };

  const source::Node* reference_of(const source::Node& schema) const;

  const resolve::Linked::Target* target_of(const source::Node& schema) const;

  // The value of `$dynamicRef` beside `$ref`; nullptr: there are not both.
  const source::Node* second_reference_of(const source::Node& schema) const;

  const source::Node& repaired(const source::Node& schema) {
    return lowering.repair_.repaired(schema);
  }
  bool is_nullable(const source::Node& schema) const {
    return lowering.repair_.is_nullable(schema);
  }

  // Adds members to an object that was opened.
  struct Object {
    Writer& writer;
    bool first = true;
    std::optional<std::size_t> origin{};  // index of the schema that it is
    explicit Object(Writer& w) : writer(w) { writer.out += '{'; }
    /// Of `schema`.
    Object(Writer& w, const source::Node& schema) : writer(w) {
      if (schema.is_object() && !schema.members().empty()) {
        origin = w.origins.size();
        w.origins.push_back({w.out.size(), schema});
      }
      writer.out += '{';
    }
    void key(std::string_view name) {
      if (!first) writer.out += ',';
      first = false;
      append_json_string(writer.out, name);
      writer.out += ':';
    }
    void text(std::string_view name, std::string_view value) {
      key(name);
      append_json_string(writer.out, value);
    }
    void close() { writer.out += '}'; }
  };

  void malformed(const ledger::Outcome& outcome, const source::Node& node, std::string detail);

  void write(const source::Node& schema, const SchemaAnnotations& annotations = {});

  void write_boolean(bool value, const SchemaAnnotations& annotations);

  void write_own_annotations(Object& object, const source::Node* schema,
                             const SchemaAnnotations& annotations);

  void lose(const ledger::Outcome& outcome, const source::Node& node);

  void write_reference(const source::Node& schema, const SchemaAnnotations& annotations);

  void write_second_reference(const source::Node& schema, const source::Node& reference);

  // Parts that stand elsewhere in the document than in `allOf`.
  bool has_added_parts(const source::Node& schema);
  void write_added_parts(const source::Node& schema);
  void write_all_of_added(Object& object, const source::Node& schema);

  // Whether the `oneOf` beside an `anyOf` is an `anyOf`, too.
  bool is_second_any_of(const source::Node& schema);

  std::string text_of_unresolved(const source::Node& reference);

  void write_choice(Object& object, const Choice& chosen);
  void write_hint(Object& object, const Choice& chosen);

  void write_heirs(const resolve::Linked::Target& target,
                   const std::vector<resolve::Linked::Target>& heirs,
                   const Inheritance& inheritance);

  void write_heir(const resolve::Linked::Target& heir, const Choice* chosen, bool as_base);

  void write_unresolved(const source::Node& schema, const SchemaAnnotations& annotations);

  static std::string described(const Choice& chosen, std::string_view of_place,
                               const source::Node& schema, const source::Node& target);

  static bool is_repeated(const source::Member& member, const SchemaAnnotations& annotations);

  static bool is_replaced(std::string_view key, const SchemaAnnotations& annotations);

  void write_siblings(Object& object, const source::Node& schema,
                      const SchemaAnnotations& annotations);

  void write_member(Object& object, const source::Node& schema, const source::Member& member,
                    const SchemaAnnotations& annotations);

  void lack(const Object& object, std::string_view key);

  void write_object(const source::Node& written, const SchemaAnnotations& annotations);

  void write_nullable_type(Object& object, const source::Node& type);

  // OpenAPI 3.0.4, section 4.7.24.1: `null` must be listed to be allowed;
  void write_nullable_enum(Object& object, const source::Node& values);

  void write_keyword(Object& object, const source::Node& schema, std::string_view key,
                     const source::Node& value);

  void write_types(Object& object, const source::Node& value);

  void copy(Object& object, std::string_view key, const source::Node& value, bool is_valid,
            std::string_view wanted);

  bool keeps_examples() const { return lowering.configuration_.examples; }
  std::string shown_description(std::string_view text) const {
    return lowering.shown_description(text);
  }

  void write_value(const source::Node& schema, const source::Node& keyword,
                   const source::Node& value);

  bool write_shown(const source::Node& value, const std::vector<const source::Node*>& schemas);

  void write_examples(Object& object, const source::Node& schema, const source::Node& value);

  void write_text(Object& object, const source::Node& schema, std::string_view key,
                  const source::Node& value);

  bool is_pattern(std::string_view text, Span at, const source::Node& keyword);

  bool is_open(const source::Node& schema, std::string_view key, const source::Node& value);

  void write_pattern(Object& object, std::string_view key, const source::Node& value);

  static bool is_replaced_by_exclusive(const source::Node& schema, std::string_view key);

  void write_exclusive(Object& object, const source::Node& schema, std::string_view key,
                       const source::Node& value);

  void write_schemas(Object& object, const source::Node& schema, std::string_view key,
                     const source::Node& value);

  bool is_made_of(const source::Node& schema, const source::Node& part) const;

  bool is_chosen(const source::Node& schema, const source::Node& alternatives) const;

  void write_list(const source::Node& schema, std::string_view key, const source::Node& value);

  void write_part(const source::Node& schema);

  void write_same(const source::Node& outer, const source::Node& schema);

  void write_subschema(Object& object, const source::Node& schema, std::string_view key,
                       const source::Node& value);

  void write_schema_map(Object& object, const source::Node& schema, std::string_view key,
                        const source::Node& value);

  void write_hidden(const source::Node& property);

  void write_pattern_map(Object& object, std::string_view key, const source::Node& value);

  bool is_hidden(const source::Node& property) const;

  const HiddenNames& hidden_names(const source::Node& schema) const;

  bool is_hidden(const source::Node& schema, const Around* outer, std::string_view name) const;

  bool is_hidden(const source::Node& schema, std::string_view name) const {
    return is_hidden(schema, around, name);
  }

  bool is_left_out(const source::Node& schema, std::string_view name) const;

  std::string shown_names(const source::Node& schema, const source::Node& value) const;

  void write_required(Object& object, const source::Node& schema, const source::Node& value);

  void write_min_properties(Object& object, const source::Node& schema, const source::Node& value);

  void write_dependent_required(Object& object, const source::Node& schema,
                                const source::Node& value);

  std::string refuted(const source::Node& schema) const;

  void write_not(const source::Node& schema, const source::Node& value);

  void write_refuted(Object& object, const source::Node& schema);

  const source::Node& outermost(const source::Node& schema) const;

  bool is_loosened(const source::Node& schema, const Around* outer);

  bool is_several(const source::Node& schema, const source::Node& alternatives);

  bool is_outnumbered(const source::Node& schema, const source::Node& most);

  void write_outline(const source::Node& schema, const SchemaAnnotations& annotations);
};

}  // namespace mcpcc::lower
