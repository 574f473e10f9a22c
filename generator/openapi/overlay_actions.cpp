#include "openapi/overlay_actions.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "support/text.h"

namespace mcpcc::openapi {

using source::Kind;
using source::Node;

namespace {

// A field of one of the objects of an overlay.
struct Field {
  std::string_view name;
  int since;  // minor version
  bool required;
  std::optional<Kind> kind;  // nullopt: any
};

// Overlay 1.2.0, section "Schema"; 1.0 and 1.1 are parts of it. `description` of an info object
// came with 1.1, and does no harm before.
constexpr Field root_fields[] = {
    {"overlay", 0, true, std::nullopt},  // checked before the rest
    {"$self", 2, false, Kind::string},     {"info", 0, true, Kind::object},
    {"extends", 0, false, Kind::string},   {"actions", 0, true, Kind::array},
    {"components", 2, false, Kind::object}};
// Title and version may be numbers: `version: 1.0` is often written without quotes.
constexpr Field info_fields[] = {{"title", 0, true, std::nullopt},
                                 {"version", 0, true, std::nullopt},
                                 {"description", 0, false, Kind::string}};
constexpr Field action_fields[] = {{"target", 0, true, Kind::string},
                                   {"description", 0, false, Kind::string},
                                   {"update", 0, false, std::nullopt},
                                   {"copy", 1, false, Kind::string},
                                   {"remove", 0, false, Kind::boolean}};
constexpr Field reference_fields[] = {
    {"$ref", 2, true, Kind::string},         {"target", 0, true, Kind::string},
    {"description", 0, false, Kind::string}, {"update", 0, false, std::nullopt},
    {"copy", 1, false, Kind::string},        {"remove", 0, false, Kind::boolean}};
constexpr Field components_fields[] = {{"actions", 2, false, Kind::object}};
constexpr Field reusable_fields[] = {{"description", 2, false, Kind::string},
                                     {"fields", 2, false, Kind::object}};
constexpr Field reusable_action_fields[] = {{"description", 2, false, Kind::string},
                                            {"update", 2, false, std::nullopt},
                                            {"copy", 2, false, Kind::string},
                                            {"remove", 2, false, Kind::boolean}};

constexpr std::string_view reusable_prefix = "#/components/actions/";
constexpr std::size_t max_suggestions = 100;

std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

std::string appended(std::string pointer, std::string_view token) {
  append_pointer_token(pointer, token);
  return pointer;
}

Span opening(const Node& node) {
  Span at = node.span();
  if (node.is_object() || node.is_array()) at.end = std::min(at.end, at.begin + 1);
  return at;
}

class OverlayReader {
 public:
  explicit OverlayReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::vector<OverlayAction> read(const Node& root) {
    if (!root.is_object()) {
      invalid(root, "#", "expected an object, found " + std::string(describe(root.kind())));
      return {};
    }
    if (!read_version(root)) return {};
    check_fields(root, "#", root_fields);
    if (const Node* info = field(root, "info", Kind::object)) read_info(*info);
    for (const std::string_view name : {"$self", "extends"}) {
      const Node* uri = field(root, name, Kind::string);
      if (uri != nullptr && minor_ >= 2 && uri->string().find('#') != std::string_view::npos) {
        invalid(*uri, appended("#", name), "a fragment is not allowed here");
      }
    }
    if (const Node* components = field(root, "components", Kind::object)) {
      read_components(*components);
    }
    std::vector<OverlayAction> result;
    const Node* actions = field(root, "actions", Kind::array);
    if (actions == nullptr) return result;
    if (actions->items().empty()) invalid(*actions, "#/actions", "expected at least one action");
    for (std::size_t i = 0; i < actions->items().size(); ++i) {
      if (auto action = read_action(actions->items()[i], "#/actions/" + std::to_string(i))) {
        result.push_back(std::move(*action));
      }
    }
    return result;
  }

 private:
  void invalid(const Node& node, const std::string& pointer, std::string detail,
               std::vector<std::string> hints = {}) {
    diagnostics_.report(rules::overlay_invalid, opening(node), pointer, std::move(detail),
                        std::move(hints));
  }

  // A field of the right kind; others are reported by check_fields.
  static const Node* field(const Node& object, std::string_view name, Kind kind) {
    const Node* value = object.find(name);
    return value != nullptr && value->kind() == kind ? value : nullptr;
  }

  bool read_version(const Node& root) {
    const Node* version = root.find("overlay");
    if (version == nullptr) {
      invalid(root, "#", "`overlay` is missing: this is not an overlay");
      return false;
    }
    const std::string_view text = version->is_string()   ? version->string()
                                  : version->is_number() ? version->number()
                                                         : std::string_view();
    // The patch version changes nothing (section "Versions").
    if (text.size() >= 3 && text.starts_with("1.") && text[2] >= '0' && text[2] <= '2' &&
        (text.size() == 3 || text[3] == '.')) {
      minor_ = text[2] - '0';
      return true;
    }
    diagnostics_.report(rules::overlay_version_unsupported, opening(*version), "#/overlay",
                        text.empty() ? std::string() : quoted(text),
                        {"1.0, 1.1 and 1.2 are supported"});
    return false;
  }

  // Reports missing fields, unknown ones and such of a wrong kind. True when there is none.
  template <std::size_t N>
  bool check_fields(const Node& object, const std::string& pointer, const Field (&fields)[N]) {
    bool fine = true;
    for (const Field& expected : fields) {
      if (expected.required && object.find(expected.name) == nullptr) {
        invalid(object, pointer, quoted(expected.name) + " is missing");
        fine = false;
      }
    }
    for (const auto& [key, key_span, value] : object.members()) {
      const auto* known =
          std::find_if(std::begin(fields), std::end(fields),
                       [name = key](const Field& expected) { return expected.name == name; });
      if (known == std::end(fields)) {
        if (key.starts_with("x-")) continue;
        std::vector<std::string_view> names;
        for (const Field& expected : fields) names.push_back(expected.name);
        diagnostics_.report(rules::overlay_invalid, key_span, appended(pointer, key),
                            quoted(key) + " is not a field of this object", suggest(key, names));
        fine = false;
      } else if (known->since > minor_) {
        diagnostics_.report(
            rules::overlay_invalid, key_span, appended(pointer, key),
            quoted(key) + " is not part of Overlay 1." + std::to_string(minor_),
            {"it came with 1." + std::to_string(known->since) + ": change `overlay`"});
        fine = false;
      } else if (known->kind && value.kind() != *known->kind) {
        invalid(value, appended(pointer, key),
                "expected " + std::string(describe(*known->kind)) + ", found " +
                    std::string(describe(value.kind())));
        fine = false;
      }
    }
    return fine;
  }

  void read_info(const Node& info) {
    check_fields(info, "#/info", info_fields);
    for (const std::string_view name : {"title", "version"}) {
      const Node* value = info.find(name);
      if (value != nullptr && !value->is_string() && !value->is_number()) {
        invalid(*value, appended("#/info", name),
                "expected a string, found " + std::string(describe(value->kind())));
      }
    }
  }

  void read_components(const Node& components) {
    check_fields(components, "#/components", components_fields);
    const Node* actions = field(components, "actions", Kind::object);
    if (actions == nullptr) return;
    for (const auto& [key, key_span, value] : actions->members()) {
      const std::string pointer = appended("#/components/actions", key);
      if (!value.is_object()) {
        invalid(value, pointer, "expected an object, found " + std::string(describe(value.kind())));
        continue;
      }
      bool fine = check_fields(value, pointer, reusable_fields);
      const Node* fields = field(value, "fields", Kind::object);
      if (fields != nullptr) {
        fine = check_fields(*fields, appended(pointer, "fields"), reusable_action_fields) && fine;
      }
      reusable_.emplace(key, Reusable{fields, fine});
    }
  }

  std::optional<OverlayAction> read_action(const Node& node, const std::string& pointer) {
    if (!node.is_object()) {
      invalid(node, pointer, "expected an object, found " + std::string(describe(node.kind())));
      return std::nullopt;
    }
    const Node* modifiers = &node;
    if (node.find("$ref") != nullptr) {
      if (!check_fields(node, pointer, reference_fields)) return std::nullopt;
      const Reusable* reusable = follow(*node.find("$ref"), pointer);
      if (reusable == nullptr || !reusable->is_valid) return std::nullopt;
      // What a reference says itself overrides what it refers to.
      if (!has_modifier(node)) modifiers = reusable->fields;
    } else if (!check_fields(node, pointer, action_fields)) {
      return std::nullopt;
    }

    auto target = read_query(*node.find("target"), appended(pointer, "target"));
    if (!target) return std::nullopt;
    OverlayAction action{.target = std::move(*target),
                         .copy = {},
                         .updates_primitives = minor_ >= 1,
                         .pointer = pointer};
    if (modifiers != nullptr) {
      const Node* remove = modifiers->find("remove");
      action.remove = remove != nullptr && remove->boolean();
      action.update = modifiers->find("update");
      if (const Node* copy = modifiers->find("copy")) {
        if (action.update != nullptr && !action.remove) {
          invalid(*copy, appended(pointer, "copy"), "`update` and `copy` exclude each other");
          return std::nullopt;
        }
        action.copy = read_query(*copy, appended(pointer, "copy"));
        if (!action.copy) return std::nullopt;
      }
    }
    if (!action.remove && action.update == nullptr && !action.copy) {
      diagnostics_.report(rules::overlay_no_effect, opening(node), pointer,
                          "it says neither `update` nor `remove`");
      return std::nullopt;
    }
    return action;
  }

  static bool has_modifier(const Node& node) {
    return node.find("update") != nullptr || node.find("copy") != nullptr ||
           node.find("remove") != nullptr;
  }

  struct Reusable {
    const Node* fields;  // nullptr: there are none
    bool is_valid;
  };

  const Reusable* follow(const Node& reference, const std::string& pointer) {
    const std::string_view text = reference.string();
    if (text.starts_with(reusable_prefix)) {
      const std::string name = unescape_pointer_token(text.substr(reusable_prefix.size()));
      const auto found = reusable_.find(name);
      if (found != reusable_.end()) return &found->second;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, reusable] : reusable_) {
      if (names.size() < max_suggestions) names.push_back(name);
    }
    invalid(reference, appended(pointer, "$ref"), "there is no reusable action " + quoted(text),
            text.starts_with(reusable_prefix)
                ? suggest(text.substr(reusable_prefix.size()), names)
                : std::vector<std::string>{"it has the form `#/components/actions/NAME`"});
    return nullptr;
  }

  std::optional<OverlayQuery> read_query(const Node& text, const std::string& pointer) {
    auto path = source::JsonPath::parse(text.string());
    if (auto* found = std::get_if<source::JsonPath>(&path)) {
      return OverlayQuery{std::move(*found), &text};
    }
    const auto& error = std::get<source::JsonPath::Error>(path);
    diagnostics_.report(rules::overlay_query_invalid, place_of(text, error.offset), pointer,
                        error.message);
    return std::nullopt;
  }

  // The byte of `text` at `offset` where the text is written as it is, at most in quotes; else all
  // of it.
  static Span place_of(const Node& text, std::size_t offset) {
    Span at = text.span();
    const std::size_t written = at.end - at.begin, size = text.string().size();
    if (written != size && written != size + 2) return at;
    const std::size_t quotes = written - size;
    at.begin += static_cast<std::uint32_t>(quotes / 2 + offset);
    at.end = std::min(at.end, at.begin + 1);
    return at;
  }

  Diagnostics& diagnostics_;
  int minor_ = 0;
  std::map<std::string_view, Reusable> reusable_;
};

}  // namespace

std::vector<OverlayAction> read_overlay(const Node& overlay, Diagnostics& diagnostics) {
  return OverlayReader(diagnostics).read(overlay);
}

}  // namespace mcpcc::openapi
