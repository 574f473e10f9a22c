#include "server_from_bytes.h"

#include "lower/names.h"
#include "support/text.h"

namespace mcpcc::fuzz {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view input) : input_(input) {}

  /// 0 to `most`.
  std::size_t number(std::size_t most) {
    if (input_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input_.back());
    input_.remove_suffix(1);
    return byte % (most + 1);
  }
  bool flag() { return number(1) != 0; }
  std::string text() {
    const auto end = std::min(input_.find('\xF8'), input_.size());
    std::string result(input_.substr(0, end));
    input_.remove_prefix(std::min(end + 1, input_.size()));
    return result;
  }

 private:
  std::string_view input_;
};

// Builds both servers side by side, member by member.
class Builder {
 public:
  explicit Builder(std::string_view input) : reader_(input) {}

  Twins build() && {
    ir::Server &a = twins_.hostile, &b = twins_.harmless;
    a.name = lower::server_name(reader_.text());
    b.name = "harmless-server";
    a.base_url_variable = lower::variable_name(a.name, reader_.text());
    b.base_url_variable = name_of(a.base_url_variable, "VARIABLE_");
    for (const auto member : {&ir::Server::title, &ir::Server::version, &ir::Server::instructions,
                              &ir::Server::website_url})
      text(a.*member, b.*member);
    repeat(3, a.definitions, b.definitions, [&](ir::Definition& x, ir::Definition& y) {
      text(x.name, y.name);
      schema(x.schema, y.schema);
    });
    repeat(3, a.security_schemes, b.security_schemes,
           [&](ir::SecurityScheme& x, ir::SecurityScheme& y) { scheme(x, y); });
    a.upstreams.emplace_back();
    b.upstreams.emplace_back();
    upstream(a.upstreams.front(), b.upstreams.front());
    repeat(2, a.upstreams, b.upstreams, [&](ir::Upstream& x, ir::Upstream& y) { upstream(x, y); });
    repeat(4, a.tools, b.tools, [&](ir::Tool& x, ir::Tool& y) { tool(x, y); });
    return std::move(twins_);
  }

 private:
  // The harmless stand-in of `text`: the same for the same text and prefix.
  std::string name_of(const std::string& text, const std::string& prefix) {
    if (text.empty()) return {};  // shapes differ where there is a text and where there is none
    const auto [entry, is_new] =
        names_.try_emplace({prefix, text}, prefix + "t" + std::to_string(names_.size()) + "x");
    if (is_new) twins_.texts.emplace(entry->second, text);
    return entry->second;
  }
  // Base URLs are shown where they are absolute.
  std::string name_of(const std::string& text) {
    return name_of(text, text.starts_with("http") ? "http" : "");
  }
  void text(std::string& a, std::string& b) {
    a = reader_.text();
    b = name_of(a);
  }
  void schema(std::string& a, std::string& b) {
    a = "{";
    std::size_t members = reader_.number(2);
    for (std::size_t i = 0; i <= members; ++i) {
      if (i > 0) a += ',';
      append_json_string(a, reader_.text() + std::to_string(i));
      a += ':';
      append_json_string(a, reader_.text());
    }
    a += '}';
    const auto [entry, is_new] =
        names_.try_emplace({"schema", a}, "{\"schema\":" + std::to_string(names_.size()) + "}");
    b = entry->second;
    if (is_new) twins_.texts.emplace(b, a);
  }
  template <class T, class Fill>
  void repeat(std::size_t most, std::vector<T>& a, std::vector<T>& b, Fill fill) {
    for (std::size_t count = reader_.number(most); count > 0; --count) {
      a.emplace_back();
      b.emplace_back();
      fill(a.back(), b.back());
    }
  }
  void texts(std::vector<std::string>& a, std::vector<std::string>& b) {
    repeat(3, a, b, [&](std::string& x, std::string& y) { text(x, y); });
  }
  template <class E>
  void choice(E& a, E& b, E last) {
    a = b = static_cast<E>(reader_.number(static_cast<std::size_t>(last)));
  }
  void flag(bool& a, bool& b) { a = b = reader_.flag(); }

  void scheme(ir::SecurityScheme& a, ir::SecurityScheme& b) {
    a.name = reader_.text() + std::to_string(twins_.hostile.security_schemes.size());
    b.name = name_of(a.name);
    text(a.description, b.description);
    choice(a.kind, b.kind, ir::SecurityKind::mutual_tls);
    text(a.parameter, b.parameter);
    a.variable = lower::variable_name(twins_.hostile.name, a.name);
    b.variable = name_of(a.variable, "VARIABLE_");
  }

  void upstream(ir::Upstream& a, ir::Upstream& b) {
    text(a.url, b.url);
    text(a.description, b.description);
    repeat(2, a.variables, b.variables, [&](ir::UpstreamVariable& x, ir::UpstreamVariable& y) {
      text(x.name, y.name);
      text(x.default_value, y.default_value);
      texts(x.allowed, y.allowed);
      flag(x.has_default, y.has_default);
      x.variable = lower::variable_name(twins_.hostile.name, x.name);
      y.variable = name_of(x.variable, "VARIABLE_");
    });
  }

  void tool(ir::Tool& a, ir::Tool& b) {
    for (const auto member :
         {&ir::Tool::name, &ir::Tool::title, &ir::Tool::description, &ir::Tool::operation_id,
          &ir::Tool::method, &ir::Tool::path, &ir::Tool::accept})
      text(a.*member, b.*member);
    a.upstream = b.upstream = reader_.number(twins_.hostile.upstreams.size() - 1);
    texts(a.tags, b.tags);
    flag(a.annotations.read_only, b.annotations.read_only);
    flag(a.body_required, b.body_required);
    repeat(3, a.arguments, b.arguments, [&](ir::Argument& x, ir::Argument& y) {
      text(x.name, y.name);
      text(x.wire_name, y.wire_name);
      text(x.media_type, y.media_type);
      choice(x.location, y.location, ir::Location::querystring);
      choice(x.style, y.style, ir::Style::content);
      flag(x.required, y.required);
    });
    repeat(2, a.body, b.body, [&](ir::MediaType& x, ir::MediaType& y) { media_type(x, y); });
    repeat(2, a.security, b.security, [&](ir::SecurityRequirement& x, ir::SecurityRequirement& y) {
      // Each scheme at most once, as in a document.
      for (std::size_t i = 0; i < twins_.hostile.security_schemes.size(); ++i) {
        if (!reader_.flag()) continue;
        x.schemes.push_back({i, {}});
        y.schemes.push_back({i, {}});
        texts(x.schemes.back().scopes, y.schemes.back().scopes);
      }
    });
    schema(a.input_schema, b.input_schema);
    listing(a.listings.emplace_back(), b.listings.emplace_back());
    schema(a.output_schema, b.output_schema);
  }

  void listing(ir::Listing& a, ir::Listing& b) {
    schema(a.input_schema, b.input_schema);
    repeat(2, a.rewrites, b.rewrites, [&](ir::Rewrite& x, ir::Rewrite& y) {
      text(x.pointer, y.pointer);
      text(x.name, y.name);
      choice(x.kind, y.kind, ir::RewriteKind::prefixed_json_text);
    });
    if (!reader_.flag()) return;
    schema(a.output_schema_legacy, b.output_schema_legacy);
    schema(a.output_schema_modern, b.output_schema_modern);
    flag(a.wraps_result, b.wraps_result);
    text(a.spare_member, b.spare_member);
  }

  void media_type(ir::MediaType& a, ir::MediaType& b) {
    text(a.name, b.name);
    choice(a.encoding, b.encoding, ir::BodyEncoding::json_sequence);
    repeat(2, a.properties, b.properties, [&](ir::PropertyEncoding& x, ir::PropertyEncoding& y) {
      text(x.name, y.name);
      text(x.content_type, y.content_type);
      choice(x.style, y.style, ir::Style::content);
    });
  }

  Reader reader_;
  Twins twins_;
  std::map<std::pair<std::string, std::string>, std::string> names_;  // by prefix and hostile text
};

}  // namespace

Twins server_from_bytes(std::string_view input) { return Builder(input).build(); }

}  // namespace mcpcc::fuzz
