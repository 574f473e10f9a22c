#include "image/labels.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "support/diagnostics.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::image {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "`";
  append_visible(out, text.substr(0, 300));
  return out + '`';
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// "idstring" of annex D.
bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.';
  });
}

// A license or a reference to one: `MIT`, `GPL-2.0+`, `DocumentRef-a:LicenseRef-b`.
bool is_license(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    return text.starts_with("DocumentRef-") && is_id(text.substr(0, colon)) &&
           text.substr(colon + 1).starts_with("LicenseRef-") && is_id(text.substr(colon + 1));
  }
  if (text.ends_with('+')) text.remove_suffix(1);
  return is_id(text);
}

std::vector<std::string_view> words_of(std::string_view expression) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    std::size_t size = 1;
    if (c != ' ' && c != '(' && c != ')') {
      size = std::min(expression.find_first_of(" ()", i), expression.size()) - i;
    }
    if (c != ' ') words.push_back(expression.substr(i, size));
    i += size;
  }
  return words;
}

enum class Form : unsigned char { text, url, license, time };
struct Key {
  std::string_view name;
  Form form;
};

// OCI Image Format Specification 1.1, "Pre-Defined Annotation Keys".
constexpr std::string_view reserved = "org.opencontainers.";
constexpr Key defined[] = {
    {"org.opencontainers.image.created", Form::time},
    {"org.opencontainers.image.authors", Form::text},
    {"org.opencontainers.image.url", Form::url},
    {"org.opencontainers.image.documentation", Form::url},
    {"org.opencontainers.image.source", Form::url},
    {"org.opencontainers.image.version", Form::text},
    {"org.opencontainers.image.revision", Form::text},
    {"org.opencontainers.image.vendor", Form::text},
    {"org.opencontainers.image.licenses", Form::license},
    {"org.opencontainers.image.ref.name", Form::text},
    {"org.opencontainers.image.title", Form::text},
    {"org.opencontainers.image.description", Form::text},
    {"org.opencontainers.image.base.digest", Form::text},
    {"org.opencontainers.image.base.name", Form::text},
};

// RFC 3339, section 5.6; the days of months are not counted.
std::string problem_of_time(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00";
  bool fits = text.size() > form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    fits = form[i] == '0' ? is_digit : text[i] == form[i];
  }
  if (fits) {
    std::string_view zone = text.substr(form.size());
    if (zone.front() == '.') {
      const std::size_t end = zone.find_first_not_of("0123456789", 1);
      fits = end != std::string_view::npos && end > 1;
      zone = fits ? zone.substr(end) : zone;
    }
    const bool is_offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') &&
                           zone[3] == ':' &&
                           zone.find_first_not_of("0123456789+-:") == std::string_view::npos;
    fits = fits && (zone == "Z" || is_offset);
  }
  return fits ? std::string()
              : quoted(text) + " is no time of RFC 3339, such as 2026-01-31T12:00:00Z";
}

}  // namespace

std::string problem_of_text(std::string_view text) {
  if (text.find_first_not_of(' ') == std::string_view::npos) return "it is empty";
  if (utf8::first_invalid(text) != std::string_view::npos) return "it is not UTF-8";
  if (utf8::first_hidden(text) != std::string_view::npos ||
      text.find_first_of("\t\r\n") != std::string_view::npos) {
    return quoted(text) + " holds characters that nobody sees";
  }
  return {};
}

std::string problem_of_url(std::string_view url) {
  if (std::string problem = problem_of_text(url); !problem.empty()) return problem;
  const std::size_t colon = url.find("://");
  const std::string_view scheme = url.substr(0, std::min(colon, url.size()));
  const bool is_url =
      colon != std::string_view::npos && !scheme.empty() && is_letter(scheme.front()) &&
      std::all_of(scheme.begin(), scheme.end(),
                  [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; }) &&
      colon + 3 < url.size() && url.find_first_of(" <>\"\\^`{|}") == std::string_view::npos;
  if (!is_url) return quoted(url) + " is no URL, such as https://git.example.com/team/petstore";
  const std::string_view authority = url.substr(colon + 3, url.find('/', colon + 3) - (colon + 3));
  // It would be for everybody to read.
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos) {
    return "the URL holds a password";
  }
  return {};
}

std::string problem_of_license(std::string_view expression) {
  if (std::string problem = problem_of_text(expression); !problem.empty()) return problem;
  const std::string wrong =
      quoted(expression) + " is no SPDX expression, such as `MIT` or `Apache-2.0 OR MIT`: ";
  std::size_t open = 0;
  bool wants_license = true;
  bool is_simple = false;  // what stands before can have an exception
  const auto words = words_of(expression);
  for (auto word = words.begin(); word != words.end(); ++word) {
    const bool is_operator = *word == "AND" || *word == "OR" || *word == "WITH";
    if (wants_license) {
      if (*word == "(") {
        ++open;
        continue;
      }
      if (is_operator || *word == ")")
        return wrong + "a license is missing before " + quoted(*word);
      if (!is_license(*word)) return wrong + quoted(*word) + " is no identifier";
      wants_license = false;
      is_simple = true;
      continue;
    }
    if (*word == ")") {
      if (open-- == 0) return wrong + "a parenthesis is closed that was not opened";
      is_simple = false;
    } else if (*word == "WITH") {
      if (!is_simple || std::next(word) == words.end() || !is_id(*std::next(word))) {
        return wrong + "`WITH` stands between a license and its exception";
      }
      ++word;
      is_simple = false;
    } else if (is_operator) {
      wants_license = true;
    } else {
      return wrong + "`AND`, `OR` or `WITH` is missing before " + quoted(*word);
    }
  }
  if (wants_license) return wrong + "a license is missing at its end";
  if (open != 0) return wrong + "a parenthesis is not closed";
  return {};
}

std::string problem_of_label(std::string_view key, std::string_view value) {
  if (std::string problem = problem_of_text(key); !problem.empty()) {
    return "the key: " + problem;
  }
  if (key.find_first_of(" \"") != std::string_view::npos) {
    return "the key " + quoted(key) + " holds white space or quotes";
  }
  // An empty value is one, and a label may have several lines.
  if (utf8::first_invalid(value) != std::string_view::npos) {
    return "the value of " + quoted(key) + " is not UTF-8";
  }
  if (utf8::first_hidden(value) != std::string_view::npos) {
    return "the value of " + quoted(key) + " holds characters that nobody sees";
  }
  if (!key.starts_with(reserved)) return {};
  const auto* known = std::find_if(std::begin(defined), std::end(defined),
                                   [&](const Key& entry) { return entry.name == key; });
  if (known == std::end(defined)) {
    std::vector<std::string_view> names;
    for (const Key& entry : defined) names.push_back(entry.name);
    const std::string near = did_you_mean(key, names);
    return "OCI defines no " + quoted(key) + ", and `org.opencontainers` is reserved" +
           (near.empty() ? "" : "; did you mean `" + near + "`?");
  }
  std::string problem;
  switch (known->form) {
    case Form::text:
      break;
    case Form::url:
      problem = problem_of_url(value);
      break;
    case Form::license:
      problem = problem_of_license(value);
      break;
    case Form::time:
      problem = problem_of_time(value);
      break;
  }
  return problem.empty() ? problem : std::string(key) + ": " + problem;
}

}  // namespace mcpcc::image
