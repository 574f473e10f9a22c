// The YAML front end. yaml-cpp (event interface) scans; typing, merge keys, duplicate keys,
// aliases, limits and the ends of nodes are ours. It is lenient in places where text would be lost
// without a word; those are errors here.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/builder.h"
#include "source/front_end.h"
#include "source/scalar.h"
#include "source/yaml_text.h"
#include "support/utf8.h"

namespace mcpcc::source {
namespace {

// yaml-cpp keeps every token of a flow collection until it has seen its end, at some 100 bytes a
// token.
constexpr std::size_t max_ahead = 2'097'152;

constexpr std::string_view core_tag_prefix = "tag:yaml.org,2002:";

std::uint32_t as_offset(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

/// Feeds yaml-cpp, and stops when it reads too far ahead of its own events.
class Feed : public std::streambuf {
 public:
  explicit Feed(std::string_view text) : text_(text) {}
  /// An event came from `offset`.
  void progress(std::size_t offset) { progress_ = std::max(progress_, offset); }
  bool stopped() const { return stopped_; }
  /// The last event before it stopped: what begins there was too long.
  std::size_t stopped_at() const { return stopped_at_; }

 protected:
  int_type underflow() override {
    constexpr std::size_t chunk = 1 << 16;
    if (fed_ == text_.size() || stopped_) return traits_type::eof();
    if (fed_ > progress_ + max_ahead) {
      stopped_ = true;
      stopped_at_ = progress_;
      return traits_type::eof();
    }
    const std::size_t size = std::min(chunk, text_.size() - fed_);
    char* begin = const_cast<char*>(text_.data()) + fed_;  // setg's type; nothing writes through it
    setg(begin, begin, begin + size);
    fed_ += size;
    return traits_type::to_int_type(*begin);
  }

 private:
  std::string_view text_;
  std::size_t fed_ = 0;
  std::size_t progress_ = 0;
  std::size_t stopped_at_ = 0;
  bool stopped_ = false;
};

/// The receiver of yaml-cpp's events for the first document of the stream.
class Handler : public YAML::EventHandler {
 public:
  /// `text` is the whole file; yaml-cpp reads it from `base` on.
  Handler(std::string_view text, std::size_t base, Builder& builder, Feed& feed)
      : text_(text), base_(base), builder_(builder), feed_(feed), end_(base) {}

  std::size_t offset(const YAML::Mark& mark) const {
    return mark.pos < 0 ? text_.size()
                        : std::min(base_ + static_cast<std::size_t>(mark.pos), text_.size());
  }
  /// True when the document held no text at all, only its markers or comments.
  bool is_blank() const { return end_ == base_; }
  /// Behind the last node that ended.
  std::size_t end() const { return end_; }
  /// Where the innermost open flow collection begins; npos when there is none.
  std::size_t open_flow() const {
    return !open_.empty() && open_.back().flow ? open_.back().begin : std::string_view::npos;
  }

  void report_too_large() {
    const std::size_t at = base_ + feed_.stopped_at();
    builder_.report(rules::yaml_value_too_large, range(at, at + 1),
                    "the limit is " + std::to_string(max_ahead) + " bytes",
                    {"write it in block style, or the whole document as JSON"});
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t properties = start(mark);
    const std::size_t begin = skip_properties(text_, properties);
    // Either a word for null, or nothing at all: then the mark is that of what comes next.
    const std::size_t size = begin < end_ ? 0 : null_word_size(text_, begin);
    if (size == 0) check_empty(properties);
    const Range at = size == 0 ? range(end_, end_) : range(begin, begin + size);
    end_ = std::max(end_, std::size_t{at.end});
    if (builder_.wants_key()) {
      key_begin_ = properties;
      builder_.key(text_.substr(at.begin, size), at);
    } else {
      keep(anchor, builder_.null(at), 1);
    }
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const std::size_t properties = start(mark);
    const std::size_t begin = skip_properties(text_, properties);
    const ScalarExtent extent = scalar_extent(text_, begin, value);
    const Range at = range(begin, extent.end);
    end_ = std::max(end_, extent.end);
    if (!extent.closed) {
      builder_.report(rules::yaml_syntax, range(begin, begin + 1),
                      "the quoted text has no closing quote");
      throw Stop{};
    }
    const std::string_view text = text_of(extent, value);
    if (builder_.wants_key()) {
      key_begin_ = properties;
      if ((tag == "?" && value == "<<") || tag == "tag:yaml.org,2002:merge") {
        builder_.merge_key(at);
      } else {
        check_tag(tag, properties);
        builder_.key(text, at);
        if (anchor != 0) keep(anchor, builder_.detached_string(text, at), 1);
      }
      return;
    }
    keep(anchor, place_scalar(tag, properties, text, at), 1);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t begin = start(mark);
    end_ = alias_end(text_, begin);
    const Range at = range(begin, end_);
    const Anchor* target = anchor - 1 < anchors_.size() ? &anchors_[anchor - 1] : nullptr;
    if (target == nullptr || !target->complete) {
      builder_.report(rules::yaml_alias_cycle, at);
      throw Stop{};
    }
    if (!builder_.wants_key()) {
      builder_.share(target->node, target->values, at);
      return;
    }
    key_begin_ = begin;
    const Node& node = target->node;
    if (node.is_array() || node.is_object()) {
      report_bad_key(at, node.kind());
      builder_.share(node, target->values, at);
      return;
    }
    const Span origin = node.span();
    builder_.key(
        node.is_string() ? node.string() : text_.substr(origin.begin, origin.end - origin.begin),
        at);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Kind::array, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Kind::object, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  /// What an alias stands for. An anchor's id is its position here plus one; a name that is used
  /// again gets a new id.
  struct Anchor {
    Node node;
    std::size_t values = 0;
    bool complete = false;
  };
  struct Open {
    Kind kind;
    YAML::EmitterStyle::value style;
    std::size_t begin;
    bool flow;  // has brackets
    bool is_key;
    YAML::anchor_t anchor;
    std::size_t values_before;
  };

  std::size_t start(const YAML::Mark& mark) {
    if (feed_.stopped()) {
      report_too_large();
      throw Stop{};
    }
    const std::size_t at = offset(mark);
    feed_.progress(at - base_);
    return at;
  }
  static Range range(std::size_t begin, std::size_t end) {
    return {as_offset(begin), as_offset(end)};
  }

  void keep(YAML::anchor_t anchor, const Node& node, std::size_t values) {
    if (anchor == 0) return;
    if (anchors_.size() < anchor) anchors_.resize(anchor);
    anchors_[anchor - 1] = {node, values, true};
  }

  std::string_view text_of(const ScalarExtent& extent, const std::string& value) {
    if (extent.verbatim.data() != nullptr) return extent.verbatim;
    if (utf8::first_invalid(value) == std::string_view::npos) return builder_.keep(value);
    return builder_.keep(repair_escapes(value));
  }

  void report_bad_key(Range at, Kind kind) {
    builder_.report(rules::yaml_key_not_scalar, at, "it is " + std::string(describe(kind)));
  }

  /// An empty node where yaml-cpp sees one and YAML has none: `[a, , b]`, `{a: 1,, b: 2}`, and the
  /// last line of a block mapping without its `:`.
  void check_empty(std::size_t mark) {
    if (open_.empty()) return;
    const Open& in = open_.back();
    if (in.style == YAML::EmitterStyle::Flow) {
      const bool is_entry = in.kind == Kind::array || builder_.wants_key();
      if (is_entry && mark < text_.size() && text_[mark] == ',') {
        builder_.report(rules::yaml_syntax, range(mark, mark + 1),
                        "there is nothing before the comma");
      }
    } else if (in.kind == Kind::object && !builder_.wants_key() && key_begin_ < end_ &&
               !has_colon(text_, end_) && !is_explicit_key(text_, key_begin_)) {
      builder_.report(rules::yaml_syntax, range(key_begin_, end_), "the key has no `:`");
    }
  }

  /// Warns of a tag that core schema and merge keys do not know; true when it is of the core
  /// schema.
  bool check_tag(std::string_view tag, std::size_t at) {
    if (tag.empty() || tag == "?" || tag == "!") return true;
    if (tag.starts_with(core_tag_prefix)) {
      const std::string_view name = tag.substr(core_tag_prefix.size());
      for (const std::string_view known : {"str", "int", "float", "bool", "null", "map", "seq"}) {
        if (name == known) return true;
      }
    }
    builder_.report(rules::yaml_tag_unknown, range(at, alias_end(text_, at)),
                    "`" + std::string(tag) + "`");
    return false;
  }

  Node mismatch(std::string_view tag, std::string_view text, Range at) {
    builder_.report(rules::yaml_tag_mismatch, at,
                    "the tag is `!!" + std::string(tag.substr(core_tag_prefix.size())) + "`");
    return builder_.string(text, at);
  }

  Node place_scalar(std::string_view tag, std::size_t properties, std::string_view text, Range at) {
    const char first = at.begin < text_.size() ? text_[at.begin] : ' ';
    const bool plain = std::string_view("\"'|>").find(first) == std::string_view::npos;
    if (!check_tag(tag, properties)) tag = plain ? "?" : "!";
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return builder_.string(text, at);
    const CoreType type = core_type(text);
    if (tag == "?") return place_typed(type, text, at);
    const bool is_integer = type == CoreType::integer;
    const bool fits =
        (tag == "tag:yaml.org,2002:int" && is_integer) ||
        (tag == "tag:yaml.org,2002:float" &&
         (is_integer || type == CoreType::floating || type == CoreType::not_finite)) ||
        (tag == "tag:yaml.org,2002:bool" && type == CoreType::boolean) ||
        (tag == "tag:yaml.org,2002:null" && type == CoreType::null);
    return fits ? place_typed(type, text, at) : mismatch(tag, text, at);
  }

  Node place_typed(CoreType type, std::string_view text, Range at) {
    switch (type) {
      case CoreType::null:
        return builder_.null(at);
      case CoreType::boolean:
        return builder_.boolean(text[0] == 't' || text[0] == 'T', at);
      case CoreType::integer:
      case CoreType::floating:
        if (is_json_number(text)) return builder_.number(text, at);
        if (const auto digits = to_json_number(text))
          return builder_.number(builder_.keep(*digits), at);
        builder_.report(rules::yaml_number_not_json, at,
                        "it is too long to be converted to decimal");
        return builder_.string(text, at);
      case CoreType::not_finite:
        builder_.report(rules::yaml_number_not_json, at, "`" + std::string(text) + "`",
                        {"quote it if a text is meant"});
        return builder_.string(text, at);
      case CoreType::string:
        break;
    }
    return builder_.string(text, at);
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    const std::size_t properties = start(mark);
    const std::size_t begin = skip_properties(text_, properties);
    const char bracket = kind == Kind::array ? '[' : '{';
    // A pair in a flow sequence (`[a: b]`) is an object of flow style without brackets.
    const bool flow =
        style == YAML::EmitterStyle::Flow && begin < text_.size() && text_[begin] == bracket;
    const Range at = range(begin, std::min(begin + 1, text_.size()));
    if (check_tag(tag, properties) && tag.starts_with(core_tag_prefix) &&
        tag.substr(core_tag_prefix.size()) != (kind == Kind::array ? "seq" : "map")) {
      builder_.report(rules::yaml_tag_mismatch, at,
                      "the tag is `!!" + tag.substr(core_tag_prefix.size()) + "`");
    }
    if (anchor != 0 && anchors_.size() < anchor) anchors_.resize(anchor);
    open_.push_back({kind, style, begin, flow, builder_.wants_key(), anchor, builder_.values()});
    end_ = std::max(end_, flow ? begin + 1 : begin);
    if (kind == Kind::array) {
      builder_.begin_array(at.begin);
    } else {
      builder_.begin_object(at.begin);
    }
  }

  void close() {
    const Open opened = open_.back();
    open_.pop_back();
    if (opened.flow) end_ = flow_end(text_, end_);
    const Node node = builder_.end_container(as_offset(end_));
    // Not before it has ended: at the end of a cut off text yaml-cpp takes every open collection
    // for a key.
    if (opened.is_key) {
      key_begin_ = opened.begin;
      report_bad_key(range(opened.begin, end_), node.kind());
    }
    keep(opened.anchor, node, builder_.values() - opened.values_before);
  }

  std::string_view text_;
  std::size_t base_;
  Builder& builder_;
  Feed& feed_;
  std::size_t end_;
  std::size_t key_begin_ = 0;  // of the last key, before its anchor and tag
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
};

/// Anything in a further document of the stream is an error.
class NoMoreDocuments : public YAML::EventHandler {
 public:
  NoMoreDocuments(std::string_view text, const Handler& first, Builder& builder)
      : text_(text), first_(first), builder_(builder) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    start_ = first_.offset(mark);
    // yaml-cpp also begins a document where the one before is over but text goes on; over a stray
    // `,` again and again.
    if (!text_.substr(start_).starts_with("---")) {
      refuse(rules::yaml_syntax, 1, "more text follows the end of the document");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {
  }  // the empty document behind a last `---`
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { refuse_document(); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {
    refuse_document();
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_document();
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_document();
  }
  void OnMapEnd() override {}

 private:
  void refuse_document() { refuse(rules::yaml_multiple_documents, 3, {}, {"split it into files"}); }
  [[noreturn]] void refuse(const Rule& rule, std::size_t size, std::string detail,
                           std::vector<std::string> hints = {}) {
    builder_.report(rule, {as_offset(start_), as_offset(std::min(start_ + size, text_.size()))},
                    std::move(detail), std::move(hints));
    throw Stop{};
  }
  std::string_view text_;
  const Handler& first_;
  Builder& builder_;
  std::size_t start_ = 0;
};

/// Refuses what yaml-cpp misreads without a word: it takes U+0004 for the end, a lone carriage
/// return for text, a second byte order mark for nothing. YAML 1.2.2 section 5.1 allows no control
/// characters but tab, LF and CR.
bool check_characters(std::string_view text, std::size_t base, Builder& builder) {
  const auto refuse = [&](std::size_t at, std::string what, std::vector<std::string> hints = {}) {
    builder.report(rules::yaml_syntax, {as_offset(at), as_offset(at + 1)}, std::move(what),
                   std::move(hints));
    return false;
  };
  if (text.substr(base).starts_with(utf8::byte_order_mark))
    return refuse(base, "a second byte order mark");
  for (std::size_t at = base; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') continue;
    if (c != '\r') return refuse(at, "a control character");
    if (at + 1 == text.size() || text[at + 1] != '\n') {
      return refuse(at, "a carriage return without a line feed", {"end lines with a line feed"});
    }
  }
  return true;
}

void report_error(const YAML::Exception& error, const Input& input, const Handler& handler,
                  Builder& builder) {
  // What yaml-cpp says when its own limit on nesting is reached, at a place that means nothing.
  if (error.msg == "bad file") {
    const Range at{as_offset(handler.end()), as_offset(handler.end())};
    builder.report(rules::source_too_deep, at, "yaml-cpp reads about 500 levels");
    return;
  }
  const auto begin = as_offset(handler.offset(error.mark));
  std::vector<std::string> hints;
  // YAML 1.2.2, section 6.1. Within brackets, lines are not indented.
  if (const auto tab = indenting_tab(input.source, begin);
      tab && handler.open_flow() == std::string_view::npos) {
    builder.report(rules::yaml_syntax, {as_offset(*tab), as_offset(*tab + 1)},
                   "a tab cannot indent", {"indent with spaces"});
    return;
  }
  if (const std::size_t open = handler.open_flow(); open != std::string_view::npos) {
    const std::uint32_t line = input.source.line_number(as_offset(open));
    hints.push_back(std::string("the `") + input.source.text()[open] + "` in line " +
                    std::to_string(line) + " is not closed before this");
  }
  if (error.msg.starts_with("invalid unicode")) {
    hints.push_back(
        "YAML has no surrogate pairs: write the character itself, or `\\U` and eight digits");
  }
  builder.report(rules::yaml_syntax, {begin, begin}, error.msg, std::move(hints));
}

}  // namespace

std::optional<Tree> read_yaml(const Input& input, Diagnostics& diagnostics) {
  const std::string_view text = input.source.text();
  const std::size_t base =
      text.starts_with(utf8::byte_order_mark) ? utf8::byte_order_mark.size() : 0;
  Builder builder(input.source, input.file, input.limits, diagnostics);
  if (!check_characters(text, base, builder)) return std::nullopt;
  Feed feed(text.substr(base));
  Handler handler(text, base, builder, feed);
  try {
    std::istream stream(&feed);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(handler)) {
      builder.report(rules::source_empty, {0, 0});
      return std::nullopt;
    }
    NoMoreDocuments rest(text, handler, builder);
    while (parser.HandleNextDocument(rest)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    if (feed.stopped()) {
      handler.report_too_large();
    } else {
      report_error(error, input, handler, builder);
    }
    return std::nullopt;
  }
  if (feed.stopped()) {
    handler.report_too_large();
    return std::nullopt;
  }
  Tree tree = builder.finish();
  if (tree.root().is_null() && handler.is_blank()) {
    builder.report(rules::source_empty, {0, 0});
    return std::nullopt;
  }
  return tree;
}

}  // namespace mcpcc::source
