#include "lower/path.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "lower/text.h"

namespace mcpcc::lower {

using openapi::Parameter;
using openapi::ParameterLocation;

namespace {

bool is_equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// The first `wanted` that does not stand within braces, or the end.
std::size_t find_outside_braces(std::string_view text, char wanted) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == wanted && !inside) return i;
    inside = text[i] == '{' || (inside && text[i] != '}');
  }
  return text.size();
}

// RFC 6570, section 2: an expression may begin with an operator and its variable end with a
// modifier. OpenAPI has neither; what they say is the parameter's style.
std::string_view without_operators(std::string_view name) {
  constexpr std::string_view operators = "+#./;";
  if (!name.empty() && operators.find(name.front()) != std::string_view::npos) {
    name.remove_prefix(1);
  }
  if (!name.empty() && name.back() == '*') name.remove_suffix(1);
  return name;
}

class Reading {
 public:
  Reading(const openapi::PathItem& item, const openapi::Operation& operation)
      : item_(item), operation_(operation) {
    for (const auto& parameter : operation.parameters) {
      result_.parameters.push_back(&*parameter.value);
      if (parameter.value->in == ParameterLocation::path) {
        names_in_path_.insert(parameter.value->name.value);
      }
    }
    declared_ = result_.parameters.size();
  }

  Path run() {
    const std::string_view written = split_fragment();
    const auto query = find_outside_braces(written, '?');
    if (query < written.size()) {
      repair(rules::path_query, "`" + visible(written.substr(query)) + "`");
    }
    read_template(written.substr(0, query));
    const std::string_view rest = written.substr(query);
    if (rest.find_first_of("{}") != std::string_view::npos) {
      problem("the query in the path holds a brace");
    }
    result_.text += rest;
    const bool is_sendable = std::none_of(written.begin(), written.end(), [](char c) {
      return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
    });
    if (!is_sendable) problem("the path holds a character that cannot stand in a path");
    return std::move(result_);
  }

 private:
  void problem(std::string text) {
    if (result_.problem.empty()) result_.problem = std::move(text);
  }

  void repair(const Rule& rule, std::string detail) {
    result_.repairs.push_back({&rule, item_.path.at, item_.pointer, std::move(detail)});
  }

  // OpenAPI 3.2.0, section 4.8.2: what a path is matched by holds neither query nor fragment.
  // Documents tell operations of one path apart by them. A query is sent, a fragment never is
  // (RFC 9110, section 7.1).
  std::string_view split_fragment() {
    const std::string_view written = item_.path.value;
    const auto hash = find_outside_braces(written, '#');
    if (hash == written.size()) return written;
    repair(rules::path_fragment, "`" + visible(written.substr(hash)) + "`");
    return written.substr(0, hash);
  }

  void read_template(std::string_view path) {
    while (!path.empty()) {
      const auto brace = std::min(path.find_first_of("{}"), path.size());
      result_.text += path.substr(0, brace);
      path.remove_prefix(brace);
      if (path.empty()) return;
      if (path.front() == '}') return problem("the path has a `}` without `{`");
      const auto end = path.find_first_of("{}/", 1);
      if (end == std::string_view::npos || path[end] != '}' || end == 1) {
        return problem("the path has a `{` without `}`");
      }
      // RFC 6570, sections 2.3 and 3.2.8: several variables, or such as begin a query.
      if (path[1] == '?' || path[1] == '&' || path.substr(0, end).find(',') < end) {
        return problem("`" + visible(path.substr(0, end + 1)) + "` in the path is no parameter");
      }
      const std::string name = parameter_of(path.substr(1, end - 1));
      result_.text += '{' + name + '}';
      result_.names.push_back(name);
      path.remove_prefix(end + 1);
    }
  }

  template <class IsIt>
  std::vector<const Parameter*>::iterator find(IsIt is_it) {
    return std::find_if(result_.parameters.begin(),
                        result_.parameters.begin() + static_cast<std::ptrdiff_t>(declared_),
                        [&](const Parameter* parameter) { return is_it(*parameter); });
  }

  // The name of the parameter that `written` in the path means. After this there is one.
  std::string parameter_of(std::string_view written) {
    // Those that were made for the path are in it.
    const auto none = result_.parameters.begin() + static_cast<std::ptrdiff_t>(declared_);
    if (names_in_path_.contains(written)) return std::string(written);
    const auto is_spelled_otherwise = [&](const Parameter& parameter) {
      // The path, which may be long, is searched last.
      return parameter.in == ParameterLocation::path &&
             is_equal_but_for_case(parameter.name.value, without_operators(written)) &&
             !is_in_path(parameter.name.value);
    };
    if (const auto found = find(is_spelled_otherwise); found != none) {
      const std::string& name = (*found)->name.value;
      report(rules::path_parameter_spelling,
             "`" + visible(written) + "` is taken for `" + visible(name) + "`");
      return name;
    }
    const auto is_elsewhere = [&](const Parameter& parameter) {
      return parameter.name.value == written && parameter.in != ParameterLocation::body &&
             parameter.in != ParameterLocation::form_data &&
             parameter.in != ParameterLocation::querystring;
    };
    if (const auto found = find(is_elsewhere); found != none) {
      report(rules::path_parameter_missing, "`" + visible(written) + "` is described in " +
                                                std::string(to_string((*found)->in)) +
                                                " and is taken for it");
      Parameter& moved = result_.made.emplace_back(**found);
      moved.in = ParameterLocation::path;
      moved.required = true;
      moved.style = {};
      moved.explode.reset();
      *found = &moved;
      names_in_path_.insert(moved.name.value);
    } else {
      report(rules::path_parameter_missing, "`" + visible(written) + "` is taken for a text");
      add_text(written);
    }
    return std::string(written);
  }

  void report(const Rule& rule, std::string detail) {
    result_.repairs.push_back({&rule, operation_.at, operation_.pointer, std::move(detail)});
  }

  // Whether the path names it, here or further on.
  bool is_in_path(const std::string& name) const {
    return item_.path.value.find('{' + name + '}') != std::string::npos;
  }

  void add_text(std::string_view name) {
    if (!result_.nodes) result_.nodes.emplace();
    auto& nodes = *result_.nodes;
    Parameter& parameter = result_.made.emplace_back();
    parameter.name = {std::string(name), operation_.at};
    parameter.in = ParameterLocation::path;
    parameter.required = true;
    parameter.schema = nodes.keep(
        nodes.object({nodes.member("type", nodes.string("string", operation_.at))}, operation_.at));
    parameter.at = operation_.at;
    parameter.pointer = operation_.pointer;
    result_.parameters.push_back(&parameter);
    names_in_path_.insert(parameter.name.value);
  }

  const openapi::PathItem& item_;
  const openapi::Operation& operation_;
  Path result_;
  std::size_t declared_ = 0;  // how many of the parameters the document describes
  std::unordered_set<std::string_view> names_in_path_;  // of parameters
};

}  // namespace

Path read_path(const openapi::PathItem& item, const openapi::Operation& operation) {
  return Reading(item, operation).run();
}

}  // namespace mcpcc::lower
