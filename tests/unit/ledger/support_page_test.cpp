// docs/openapi-support.md is the table in ledger/support.def, written for people. The target
// `update-docs` writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "ledger/support.h"

namespace mcpcc::ledger {
namespace {

constexpr std::string_view introduction =
    R"(# OpenAPI support

*Mapped*: nothing is lost. *Lowered*: expressed in another way or left out of what is shown, as said. *Refused*: left out; with `--strict` an
error wherever a rule is named. `mcpcc inspect SPEC --show losses` says the same of each place of a document, by the same table.

One place of a document has one class: what several tools use has that of the tool for which least is lost. So a description that one tool
shows and another replaces is mapped.

This page is written by `cmake --build --preset debug --target update-docs` from `generator/ledger/support.def`. A field stands in the columns
of the versions that have it; elsewhere it is an unknown field. What is said of a part holds where a tool uses it for its arguments; in other
places one of these counts, the first that applies:

| place | class |
| --- | --- |
)";

using Cells = std::array<std::string, 4>;  // 2.0, 3.0, 3.1, 3.2
struct Line {
  std::string feature;
  Cells cells;
};

std::string in_words(LossClass loss_class, std::string_view reason) {
  std::string text(to_string(loss_class));
  return reason.empty() ? text : text.append(": ").append(reason);
}

// `request_body` as "Request body".
std::string title(std::string_view id) {
  std::string result(id);
  std::replace(result.begin(), result.end(), '_', ' ');
  result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
  return result;
}

// A class alone: its reason stands in the column before.
std::string shortened(const std::string& cell) {
  return cell.starts_with("see ") || cell.find("the first: ") == 0 ? cell
                                                                   : cell.substr(0, cell.find(':'));
}

class Section {
 public:
  Section(std::string name, std::optional<Object> object)
      : title(std::move(name)), object_(object) {}

  void add_feature(Line line) { features_.push_back(std::move(line)); }
  void add_outcome(const Outcome& outcome) {
    if (outcome.feature.empty()) return;
    Line line{std::string(outcome.feature), {}};
    fill(line, outcome.versions, in_words(outcome.loss_class, outcome.reason));
    features_.push_back(std::move(line));
  }
  void add_field(std::string_view name, Versions versions, const std::string& cell) {
    const auto known = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Line& line) { return line.feature == name; });
    Line& line =
        known == fields_.end() ? fields_.emplace_back(Line{std::string(name), {}}) : *known;
    fill(line, versions, cell);
  }

  bool is_empty() const { return features_.empty() && fields_.empty(); }

  void print(std::string& out) const {
    out += "\n## " + title + "\n\n| | 2.0 | 3.0 | 3.1 | 3.2 |\n| --- | --- | --- | --- | --- |\n";
    if (object_ && !row(*object_).construct.empty()) {
      Line itself{"*itself*", {}};
      const std::string cell = in_words(row(*object_).loss_class, row(*object_).reason);
      for (const Line& field : fields_) {
        for (std::size_t i = 0; i < field.cells.size(); ++i) {
          if (!field.cells[i].empty()) itself.cells[i] = cell;
        }
      }
      if (fields_.empty()) fill(itself, all, cell);
      print(itself, out);
    }
    for (const Line& line : features_) print(line, out);
    // Fields of which the same is said share a line.
    std::vector<Line> lines;
    for (const Line& field : fields_) {
      const std::string name = field.feature == "*" ? "*each*" : '`' + field.feature + '`';
      const auto same = std::find_if(lines.begin(), lines.end(),
                                     [&](const Line& line) { return line.cells == field.cells; });
      if (same == lines.end()) {
        lines.push_back({name, field.cells});
      } else {
        same->feature += ", " + name;
      }
    }
    for (const Line& line : lines) print(line, out);
  }

  const std::string title;

 private:
  static void fill(Line& line, Versions versions, const std::string& cell) {
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
      if (versions.contain(static_cast<openapi::Version>(i))) line.cells[i] = cell;
    }
  }
  // A reason stands once in a line.
  static void print(const Line& line, std::string& out) {
    out += "| " + line.feature + " |";
    std::string_view last;
    for (const std::string& cell : line.cells) {
      out += ' ';
      out += cell == last ? shortened(cell) : cell;
      out += cell.empty() ? "|" : " |";
      if (!cell.empty()) last = cell;
    }
    out += '\n';
  }

  std::optional<Object> object_;
  std::vector<Line> features_, fields_;
};

std::string cell_of_parts(Object element, Role role) {
  if (row(role).loss_class != LossClass::mapped && role != Role::result && role != Role::unused) {
    return in_words(row(role).loss_class, row(role).reason);
  }
  const ObjectRow& part = row(element);
  if (part.field_construct.empty()) return in_words(part.loss_class, part.reason);
  return "see " + title(row(part.fields_of).id);
}

std::string page() {
  std::string out(introduction);
#define ROLE(id, only_schemas, loss_class, reason) \
  if (Role::id != Role::called)                    \
    out += "| " + role_in_words(#id) + " | " + in_words(LossClass::loss_class, reason) + " |\n";
  const auto role_in_words = [](std::string_view id) {
    const std::map<std::string_view, std::string> words = {
        {"shown_result", "schemas of successful JSON responses whose `outputSchema` is shown"},
        {"shortened_result", "likewise, where that is shortened"},
        {"checked_result", "schemas of other successful JSON responses"},
        {"result", "other schemas of responses"},
        {"item", "`itemSchema`"},
        {"read_only", "properties of requests that are `readOnly`"},
        {"write_only", "properties of results that are `writeOnly`"},
        {"further_server", "servers after the first of a list"},
        {"further_content", "`content` of a parameter after the first"},
        {"covered", "in a range of media types or a parameter in whose place another stands"},
        {"part", "parts of what is refused"},
        {"left_out", "in an operation that is left out"},
        {"header", "in headers of responses"},
        {"header_value", "schemas of headers"},
        {"next_call", "in links"},
        {"uncalled", "in webhooks and callbacks"},
        {"unused", "what no tool uses"}};
    return words.at(id);
  };
#include "ledger/support.def"

  std::vector<Section> sections;
  sections.emplace_back("The document as a whole", std::nullopt);
  const auto section_of = [&](std::string_view id) -> Section& {
    const auto found = std::find_if(sections.begin(), sections.end(), [&](const Section& section) {
      return section.title == title(id);
    });
    return *found;
  };
#define OBJECT(id, ...) sections.emplace_back(title(#id), Object::id);
#define VALUE(object, name, versions, loss_class, reason) \
  section_of(#object).add_field(name, versions, in_words(LossClass::loss_class, reason));
#define PART(object, name, versions, holds, element, role) \
  section_of(#object).add_field(name, versions, cell_of_parts(Object::element, Role::role));
#define FIRST(object, name, versions, holds, element, role)           \
  section_of(#object).add_field(name, versions,                       \
                                "the first: see " + title(#element) + \
                                    "; others lowered: " + std::string(row(Role::role).reason));
#define KEYWORD(name, versions, loss_class, reason) \
  section_of("schema").add_field(name, versions, in_words(LossClass::loss_class, reason));
#define SUBSCHEMA(name, versions, holds, loss_class, reason) \
  section_of("schema").add_field(name, versions, in_words(LossClass::loss_class, reason));
#define OUTCOME(id, ...) sections.back().add_outcome(outcomes::id);
#define FEATURE(feature, ...) sections.back().add_feature({feature, {__VA_ARGS__}});
#include "ledger/support.def"
#include "paths.h"
  for (const Section& section : sections) {
    if (!section.is_empty()) section.print(out);
  }
  return out;
}

TEST(SupportPage, IsTheTable) {
  const std::string path = std::string(MCPCC_SOURCE_DIR) + "/docs/openapi-support.md";
  if (std::getenv("MCPCC_UPDATE_DOCS") != nullptr) std::ofstream(path, std::ios::binary) << page();
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, page()) << "run the target `update-docs` and read the difference";
}

}  // namespace
}  // namespace mcpcc::ledger
