// Measures the validator on input schemas of real documents: the 20 largest, and 20 of operations
// that everybody calls. Prints a line of JSON for each, which ajv.mjs completes.
//
//   schema_bench FOLDER MILLISECONDS
#include <malloc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>
#include <string>

#include "oracle/documents.h"
#include "schema/instances/instances.h"

namespace {

namespace json = mcp::json;
namespace schema = mcp::schema;
using Clock = std::chrono::steady_clock;

constexpr std::size_t of_each_kind = 20;
constexpr std::size_t instances_of_each = 50;

// Of the services that have most users in the test data.
constexpr auto called = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"discord.json", "create_message"},
    {"github.json", "issues_create"},
    {"github.json", "issues_create_comment"},
    {"github.json", "issues_list_for_repo"},
    {"github.json", "issues_update"},
    {"github.json", "pulls_create"},
    {"github.json", "pulls_list"},
    {"github.json", "repos_get"},
    {"github.json", "search_code"},
    {"github.json", "search_repos"},
    {"kubernetes.json", "create_apps_v1_namespaced_deployment"},
    {"kubernetes.json", "create_core_v1_namespaced_pod"},
    {"kubernetes.json", "list_core_v1_namespaced_pod"},
    {"openai.yaml", "create_chat_completion"},
    {"openai.yaml", "create_embedding"},
    {"openai.yaml", "create_image"},
    {"openai.yaml", "create_response"},
    {"stripe.yaml", "post_customers"},
    {"stripe.yaml", "post_payment_intents"},
    {"stripe.yaml", "post_refunds"},
});

struct Candidate {
  std::string group, document, tool;
  std::string text;  // with the definitions it reaches
};

/// `schema` with the definitions that it reaches as its own.
std::string self_contained(const oracle::Server& server, std::string_view text) {
  std::set<std::string_view> names;
  std::vector<std::string_view> open = {text};
  std::string definitions;
  constexpr std::string_view prefix = "\"#/$defs/";
  while (!open.empty()) {
    const std::string_view from = open.back();
    open.pop_back();
    for (std::size_t at = from.find(prefix); at != std::string_view::npos;
         at = from.find(prefix, at + 1)) {
      const std::size_t begin = at + prefix.size();
      const std::string_view name = from.substr(begin, from.find('"', begin) - begin);
      const json::Value* definition = server.definitions.find(name);
      if (definition == nullptr || !names.insert(name).second) continue;
      definitions += (definitions.empty() ? "" : ",") + oracle::literal(name) + ":" +
                     oracle::compact(definition->raw());
      open.push_back(definition->raw());
    }
  }
  std::string out = oracle::compact(text);
  if (!definitions.empty() && out.ends_with('}')) {
    out.back() = ',';
    out += R"("$defs":{)" + definitions + "}}";
  }
  return out;
}

/// Nanoseconds for one call of `work`, the least of several rounds.
template <class Work>
double nanoseconds(Work&& work, std::chrono::milliseconds time) {
  double best = 1e18;
  const auto end = Clock::now() + time;
  std::size_t repeat = 1;
  do {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < repeat; ++i) work();
    const double taken = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
    best = std::min(best, taken / static_cast<double>(repeat));
    if (taken < 1e6) repeat *= 2;
  } while (Clock::now() < end);
  return best;
}

void measure(const Candidate& candidate, std::chrono::milliseconds time) {
  schema::Instances generator(candidate.text, {}, 1);
  std::vector<std::string> texts;
  std::vector<json::Document> parsed;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < instances_of_each; ++i) {
    texts.push_back(generator.conforming().value_or("null"));
    bytes += texts.back().size();
    parsed.push_back(std::get<json::Document>(json::Document::parse(texts.back())));
  }
  const std::size_t heap = mallinfo2().uordblks;
  const auto compiled = schema::Schema::compile(candidate.text);
  std::size_t accepted = 0;
  for (const json::Document& document : parsed) accepted += compiled->accepts(document.root());
  const std::size_t memory = mallinfo2().uordblks - heap;
  const double from_bytes = nanoseconds(
      [&] {
        for (const std::string& text : texts) {
          const auto document = json::Document::parse_borrowed(text);
          accepted += compiled->accepts(std::get<json::Document>(document).root());
        }
      },
      time);
  const double from_values = nanoseconds(
      [&] {
        for (const json::Document& document : parsed)
          accepted += compiled->accepts(document.root());
      },
      time);
  const double compile = nanoseconds(
      [&] {
        // References are resolved, and patterns compiled, when validation first reaches them.
        const auto fresh = schema::Schema::compile(candidate.text);
        for (const json::Document& document : parsed) accepted += fresh->accepts(document.root());
      },
      time);
  const double count = static_cast<double>(instances_of_each);
  std::cout << R"({"group":)" << oracle::literal(candidate.group) << R"(,"document":)"
            << oracle::literal(candidate.document) << R"(,"tool":)"
            << oracle::literal(candidate.tool) << R"(,"schema":)" << candidate.text
            << R"(,"instances":[)";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::cout << (i == 0 ? "" : ",") << oracle::literal(texts[i]);
  }
  std::cout << R"(],"bytes":)" << bytes << R"(,"ours":{"from_bytes":)" << from_bytes / count
            << R"(,"from_values":)" << from_values / count << R"(,"compile":)"
            << compile - from_values << R"(,"memory":)" << memory << "}}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::chrono::milliseconds time(std::stoul(argv[2]));
  std::vector<Candidate> known, large;
  oracle::for_each_server(argv[1], [&](const oracle::Server& server) {
    for (const json::Value& tool : server.tools.items()) {
      const std::string name(tool.find("name")->string());
      std::string text = self_contained(server, tool.find("input_schema")->raw());
      if (std::find(called.begin(), called.end(),
                    std::pair<std::string_view, std::string_view>(server.document, name)) !=
          called.end()) {
        known.push_back({"called", server.document, name, text});
      }
      large.push_back({"large", server.document, name, std::move(text)});
    }
    std::stable_sort(large.begin(), large.end(), [](const Candidate& a, const Candidate& b) {
      return a.text.size() > b.text.size();
    });
    if (large.size() > of_each_kind) large.resize(of_each_kind);
  });
  for (const Candidate& candidate : known) measure(candidate, time);
  for (const Candidate& candidate : large) measure(candidate, time);
  return known.size() == called.size() ? 0 : 1;
}
