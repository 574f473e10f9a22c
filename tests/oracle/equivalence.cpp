// Holds what clients are shown to the document's own schemas, by instances of both. Prints a line
// of JSON for each document and profile, with counts, and one for each schema that breaks a
// promise:
//
// - every schema becomes a tool, in `universal` of at most 16 KB;
// - what the document's schema accepts, the profile's accepts, as a client writes it;
// - what the runtime makes of that is the same value again;
// - what the document's schema refuses and the profile's accepts, the document's refuses
// afterwards.
//
//   oracle_equivalence tools|schemas FOLDER COUNT EVERY START [DOCUMENT]
//
// tools: the input schemas of the tools of a document; schemas: its named and its inline schemas,
// each as the body of a request. FOLDER has MANIFEST.tsv; 2 * COUNT instances of the document's
// schema, half of them conforming and half with one broken rule, and COUNT of the profile's; of the
// schemas, every EVERYth, from STARTth on; of one DOCUMENT or of all.
#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "documents.h"
#include "forward.h"
#include "invoke/rewriter.h"
#include "schema/instances/instances.h"
#include "schema_operations.h"
#include "schema_places.h"
#include "temporary_folder.h"

namespace {

using mcp::json::Document;
using mcp::json::Member;
using mcp::json::Value;
using oracle::literal;

constexpr std::string_view profiles[] = {"universal", "full", "openai-strict", "gemini"};
constexpr std::size_t universal_bytes = std::size_t{16} * 1024;

struct Counts {
  std::size_t schemas = 0, instances = 0, accepted = 0, violating = 0, newly_accepted = 0,
              of_profile = 0, of_profile_refused = 0, broken = 0;
};

// Members in any order, numbers by their digits: nothing may have touched them.
bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) {
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                      is_same);
  }
  if (a.is_string()) return a.string() == b.string();
  if (!a.is_object()) return a.raw() == b.raw();
  if (a.members().size() != b.members().size()) return false;
  return std::all_of(a.members().begin(), a.members().end(), [&](const Member& member) {
    const Value* other = b.find(member.key);
    return other != nullptr && is_same(member.value, *other);
  });
}

mcp::Text text_of(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

mcp::RewriteKind kind_of(std::string_view kind) {
  return kind == "rename"           ? mcp::RewriteKind::rename
         : kind == "null_is_absent" ? mcp::RewriteKind::null_is_absent
         : kind == "json_text"      ? mcp::RewriteKind::json_text
                                    : mcp::RewriteKind::prefixed_json_text;
}

class Comparison {
 public:
  Comparison(std::size_t count, std::size_t every, std::size_t start)
      : count_(count), every_(every), start_(start) {}

  void compare_tools(const std::filesystem::path& folder, const std::string& name) {
    oracle::visit_server(folder, name, with_profiles({}), [&](const oracle::Server& server) {
      std::map<std::string_view, Counts> counts;
      for (const Value& tool : server.tools.items()) {
        if (!is_chosen(++number_)) continue;
        compare(server, tool, tool.find("name")->string(), number_, counts);
      }
      print(server.document, counts);
    });
  }

  void compare_schemas(const std::filesystem::path& folder, const std::string& name) {
    const oracle::SchemaPlaces places = oracle::schema_places(folder / name);
    const auto number_of = [before = number_](std::size_t index) { return before + index + 1; };
    number_ += places.references.size();
    std::set<std::size_t> missing;
    for (std::size_t i = 0; i < places.references.size(); ++i) {
      if (is_chosen(number_of(i))) missing.insert(i);
    }
    if (missing.empty()) return;
    const oracle::TemporaryFolder temporary;
    const auto operations = oracle::write_operations(
        places, temporary.path(), [&](std::size_t i) { return missing.contains(i); });
    const auto visit = [&](const oracle::Server& server) {
      std::map<std::string_view, Counts> counts;
      for (const Value& tool : server.tools.items()) {
        const std::size_t index = oracle::index_of_operation(tool.find("name")->string());
        missing.erase(index);
        compare(server, tool, places.references.at(index), number_of(index), counts);
      }
      print(server.document, counts);
    };
    oracle::visit_server(folder, name, with_profiles(operations), visit);
    for (const std::size_t index : missing) {
      print_broken(name, "full", places.references[index], "does not become a tool");
    }
  }

 private:
  struct Instance {
    std::string json;
    bool is_accepted;
  };

  bool is_chosen(std::size_t number) const { return number % every_ == start_; }

  static std::vector<std::string> with_profiles(std::vector<std::string> options) {
    options.insert(options.end(), {"--profile", "universal,full,openai-strict,gemini"});
    return options;
  }

  static void print(const std::string& document, const std::map<std::string_view, Counts>& counts) {
    for (const auto& [profile, all] : counts) {
      std::cout << R"({"document":)" << literal(document) << R"(,"profile":)" << literal(profile)
                << R"(,"schemas":)" << all.schemas << R"(,"instances":)" << all.instances
                << R"(,"accepted":)" << all.accepted << R"(,"violating":)" << all.violating
                << R"(,"newly_accepted":)" << all.newly_accepted << R"(,"of_profile":)"
                << all.of_profile << R"(,"of_profile_refused":)" << all.of_profile_refused
                << R"(,"broken":)" << all.broken << "}\n";
    }
  }

  static void print_broken(std::string_view document, std::string_view profile,
                           std::string_view schema, std::string_view problem) {
    std::cout << R"({"broken":)" << literal(document) << R"(,"profile":)" << literal(profile)
              << R"(,"schema":)" << literal(schema) << R"(,"problem":)" << literal(problem)
              << "}\n";
  }

  // Some schemas accept nothing, some refuse nothing, and of some it is hard to tell.
  std::vector<Instance> instances_of(mcp::schema::Instances& instances) const {
    std::vector<Instance> result;
    for (std::size_t i = 0; i < count_; ++i) {
      if (auto one = instances.conforming()) result.push_back({std::move(*one), true});
      if (auto one = instances.violating()) result.push_back({std::move(one->json), false});
    }
    while (result.size() < 2 * count_) {
      std::string json = instances.likely();
      const auto parsed = Document::parse(json);
      const bool is_accepted = instances.schema().accepts(std::get<Document>(parsed).root());
      result.push_back({std::move(json), is_accepted});
    }
    return result;
  }

  // `number` is of the schema among all, so that each part of them has the same instances.
  void compare(const oracle::Server& server, const Value& tool, std::string_view place,
               std::size_t number, std::map<std::string_view, Counts>& counts) const {
    mcp::schema::Instances instances(tool.find("input_schema")->raw(), server.options, number);
    const auto all = instances_of(instances);
    for (const std::string_view profile : profiles) {
      const Value& listing = *tool.find("listings")->find(profile);
      const bool is_full = profile == "full";
      const std::string text = profile == "gemini"
                                   ? oracle::without_nullable(listing.find("input_schema")->raw())
                                   : std::string(listing.find("input_schema")->raw());
      const auto parsed = Document::parse(text, {std::size_t{1} << 30U, 1024});
      const Value& schema = std::get<Document>(parsed).root();
      std::vector<mcp::Rewrite> rows;
      if (const Value* rewrites = listing.find("rewrites")) {
        for (const Value& row : rewrites->items()) {
          const Value* name = row.find("name");
          rows.push_back({text_of(row.find("pointer")->string()),
                          kind_of(row.find("kind")->string()),
                          name == nullptr ? mcp::Text{"", 0} : text_of(name->string())});
        }
      }
      const mcp::List<mcp::Rewrite> list{rows.data(), static_cast<std::uint32_t>(rows.size())};
      const mcp::schema::Options options = is_full ? server.options : mcp::schema::Options{};
      const auto shown = mcp::schema::Schema::compile(text, options);
      const bool is_model = profile == "openai-strict" || profile == "gemini";
      oracle::Forward forward(is_model ? &schema : nullptr, list);
      const mcp::invoke::Rewriter rewriter(list);
      Counts& count = counts[profile];
      ++count.schemas;
      std::string problem;
      if (profile == "universal" && text.size() > universal_bytes) {
        problem = std::to_string(text.size()) + " bytes";
      }
      for (const Instance& one : all) {
        const std::string found = check(one, instances.schema(), *shown, forward, rewriter, count);
        if (problem.empty()) problem = found;
      }
      if (!is_full) {
        mcp::schema::Instances others(text, options, number);
        for (std::size_t i = 0; i < count_; ++i) {
          const auto one = others.conforming();
          if (!one) break;
          ++count.of_profile;
          std::string back;
          const auto problems =
              rewriter.append(back, std::get<Document>(Document::parse(*one)).root());
          const auto value = Document::parse(back);
          if (!problems.empty() || !instances.schema().accepts(std::get<Document>(value).root())) {
            ++count.of_profile_refused;
          }
        }
      }
      if (problem.empty()) continue;
      ++count.broken;
      print_broken(server.document, profile, place, problem);
    }
  }

  // What is wrong; empty: nothing.
  static std::string check(const Instance& one, const mcp::schema::Schema& exact,
                           const mcp::schema::Schema& shown, oracle::Forward& forward,
                           const mcp::invoke::Rewriter& rewriter, Counts& count) {
    ++count.instances;
    const auto parsed = Document::parse(one.json);
    const Value& value = std::get<Document>(parsed).root();
    const auto sent = forward.send(value);
    const auto sent_document = Document::parse(sent.json);
    const auto* sent_value = std::get_if<Document>(&sent_document);
    if (sent_value == nullptr) return "no JSON: " + sent.json;
    if (one.is_accepted) {
      ++count.accepted;
      if (!sent.is_sendable) return "cannot be sent: " + one.json.substr(0, 600);
      const auto violations = shown.validate(sent_value->root(), 1);
      if (!violations.empty()) {
        return "not accepted: " + sent.json.substr(0, 600) + ": " +
               violations.front().instance_location + " " + violations.front().message;
      }
    } else {
      ++count.violating;
      if (!sent.is_sendable || !shown.accepts(sent_value->root())) return {};
      ++count.newly_accepted;
    }
    std::string back;
    const auto problems = rewriter.append(back, sent_value->root());
    if (!problems.empty()) {
      return !one.is_accepted ? std::string() : sent.json.substr(0, 600) + ": " + problems.front();
    }
    const auto back_document = Document::parse(back);
    const auto* back_value = std::get_if<Document>(&back_document);
    if (back_value == nullptr || (one.is_accepted && !is_same(back_value->root(), value))) {
      return "changed: " + one.json.substr(0, 300) + " -> " + sent.json.substr(0, 300) + " -> " +
             back.substr(0, 300);
    }
    if (!one.is_accepted && exact.accepts(back_value->root()) &&
        is_same(back_value->root(), value)) {
      return "accepted after all: " + back.substr(0, 300);
    }
    return {};
  }

  std::size_t count_, every_, start_;
  std::size_t number_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6 || argc > 7) return 2;
  const bool is_of_tools = std::string_view(argv[1]) == "tools";
  const std::filesystem::path folder(argv[2]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[4]));
  Comparison comparison(std::stoul(argv[3]), every, std::stoul(argv[5]) % every);
  for (const std::string& name : oracle::documents(folder)) {
    if (argc == 7 && name != argv[6]) continue;
    is_of_tools ? comparison.compare_tools(folder, name) : comparison.compare_schemas(folder, name);
    std::cout.flush();
  }
  return std::cout ? 0 : 1;
}
