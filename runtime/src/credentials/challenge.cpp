#include "credentials/challenge.h"

#include <algorithm>
#include <optional>

#include "http/message.h"

namespace mcp::credentials {
namespace {

constexpr std::size_t most_parameters = 64;  // of a field

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void skip_blanks() { skip(" \t"); }
  void skip_list_separators() { skip(" \t,"); }
  bool at_end() const { return rest_.empty(); }

  /// RFC 9110, section 5.6.2; empty: none stands here.
  std::string_view token() {
    std::size_t size = 0;
    while (size < rest_.size() && http::is_token(rest_.substr(size, 1))) ++size;
    return take(size);
  }

  bool take_if(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A token or a quoted string (section 5.6.4); nullopt: neither.
  std::optional<std::string> value() {
    if (!take_if('"')) {
      const std::string_view plain = token();
      if (plain.empty()) return std::nullopt;
      return std::string(plain);
    }
    std::string out;
    while (!rest_.empty()) {
      if (take_if('"')) return out;
      take_if('\\');
      if (rest_.empty()) break;
      out += take(1);
    }
    return std::nullopt;
  }

  std::string_view rest() const { return rest_; }
  void back_to(std::string_view rest) { rest_ = rest; }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  std::string_view take(std::size_t size) {
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::string_view rest_;
};

/// `name = value`; nullopt, and nothing taken, when something else stands here.
std::optional<std::pair<std::string, std::string>> read_parameter(Reader& reader) {
  const std::string_view before = reader.rest();
  const std::string_view name = reader.token();
  reader.skip_blanks();
  if (!name.empty() && reader.take_if('=')) {
    reader.skip_blanks();
    if (auto value = reader.value()) return std::pair(std::string(name), std::move(*value));
  }
  reader.back_to(before);
  return std::nullopt;
}

void read_parameters(Reader& reader, Challenge& challenge) {
  while (challenge.parameters.size() < most_parameters) {
    reader.skip_list_separators();
    auto parameter = read_parameter(reader);
    if (!parameter) return;
    challenge.parameters.push_back(std::move(*parameter));
  }
}

void read_field(std::string_view value, std::vector<Challenge>& out) {
  Reader reader(value);
  for (std::size_t count = 0; count < most_parameters; ++count) {
    reader.skip_list_separators();
    const std::string_view scheme = reader.token();
    if (scheme.empty()) return;
    Challenge challenge{std::string(scheme), {}};
    read_parameters(reader, challenge);
    // Section 11.2: a `token68` instead of parameters. Schemes that have one are not ours.
    if (!reader.at_end() && challenge.parameters.empty()) {
      const std::string_view rest = reader.rest();
      const std::size_t end = std::min(rest.find(','), rest.size());
      if (rest.substr(0, end).find_first_of("=/") != std::string_view::npos) {
        reader.back_to(rest.substr(end));
      }
    }
    out.push_back(std::move(challenge));
  }
}

}  // namespace

const std::string* Challenge::find(std::string_view name) const {
  const auto found = std::ranges::find_if(parameters, [&](const auto& parameter) {
    return http::equals_ignoring_case(parameter.first, name);
  });
  return found == parameters.end() ? nullptr : &found->second;
}

std::vector<Challenge> read_challenges(const HttpHeaders& headers, std::string_view name) {
  std::vector<Challenge> out;
  for (const auto& [field, value] : headers) {
    if (http::equals_ignoring_case(field, name)) read_field(value, out);
  }
  return out;
}

Challenge read_parameters(std::string_view value) {
  Reader reader(value);
  Challenge out;
  read_parameters(reader, out);
  return out;
}

}  // namespace mcp::credentials
