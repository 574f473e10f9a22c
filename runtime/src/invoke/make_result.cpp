#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "charset/charset.h"
#include "charset/encode.h"
#include "http/message.h"
#include "invoke/body_kind.h"
#include "invoke/content.h"
#include "invoke/cut.h"
#include "invoke/cut_notice.h"
#include "invoke/failure.h"
#include "invoke/invoke.h"
#include "invoke/item_stream.h"
#include "invoke/left_out.h"
#include "invoke/media_type.h"
#include "invoke/response_text.h"
#include "invoke/result_meta.h"
#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

ToolResult empty_result(const HttpResponse& response) {
  std::string text = "HTTP " + std::to_string(response.status) + ", no content";
  if (const std::string location = header(response, "Location"); !location.empty()) {
    text += "; Location: " + location;
  }
  return text_result(text);
}

/// Of what `response` calls `declared`. RFC 9110, section 15.3.7: a part may begin anywhere.
ContentType type_of(const HttpResponse& response, const ContentType& declared) {
  return response.status == 206 ? declared : type_of_body(declared, response.body);
}

/// A result of one response: what was asked of it, and within which limits.
class ResultMaker {
 public:
  ResultMaker(const Tool& tool, const HttpResponse& response, const ResultOptions& options)
      : tool_(tool),
        response_(response),
        options_(options),
        hiding_(hiding_schemas(tool, response.status)) {}

  ToolResult make() {
    ToolResult result = content();
    if (result.meta.empty()) {
      result.meta = result_meta(tool_, response_, cuts_, options_.incomplete, wrong_type_);
    }
    result.checked = std::move(checked_);
    return result;
  }

 private:
  ToolResult content() {
    const std::string& body = response_.body;
    const bool has_all = options_.incomplete.empty();
    if ((body.empty() && has_all) || response_.status == 204 || response_.status == 205) {
      return empty_result(response_);
    }
    const ContentType declared = parse_content_type(header(response_, "Content-Type"));
    const ContentType type = type_of(response_, declared);
    if (type.type != declared.type) wrong_type_ = declared.type;
    const bool is_unknown = type.type.empty() || says_only_bytes(type.type);
    if (is_item_stream(type.type)) {
      const auto decoded = charset::json_to_utf8(type.charset, body);
      if (!decoded) return unreadable(type.type, type.charset);
      const std::string& text = *decoded;
      const Items items = collect_items(type.type, text, has_all);
      if (type.type == "text/event-stream") return events(parsed(items.json), text);
      return items.error ? broken_items(items, text) : json(parsed(items.json), Described::items);
    }
    if (hides() && !is_json(type)) {
      const auto decoded = charset::to_utf8(type.charset, body);
      if (auto hidden = unnamed_json(decoded ? *decoded : body)) return std::move(*hidden);
    }
    if (!is_json(type) && hides_all(options_.server, hiding_)) return left_out_whole();
    if (is_json(type) || type.type.empty()) {
      // RFC 8259, section 2: what JSON takes for space.
      if (body.find_first_not_of(" \t\r\n") == std::string::npos) return empty_result(response_);
      const auto decoded = charset::json_to_utf8(type.charset, body);
      if (!decoded) return unreadable(type.type, type.charset);
      const std::string& text = *decoded;
      auto parsed = json::Document::parse(text);
      if (auto* document = std::get_if<json::Document>(&parsed)) return json(std::move(*document));
      // A part of JSON is no JSON.
      if (is_json(type) && response_.status == 206) return no_json(text);
      if (is_json(type)) return other_json(std::get<json::Error>(parsed), text);
      const bool is_whole = is_plain_text(body) || is_plain_wide_text(body);
      if (sniff_media_type(body).empty() && is_whole) return whole_text(text);
    }
    if (hides() && holds_members(type)) return withheld("is " + type.type);
    if (is_text(type)) {
      const std::string label = charset_of(type, body);
      const auto text = charset::to_utf8(label, body);
      return text ? whole_text(*text) : unreadable(type.type, label);
    }
    if (is_multipart(type)) {
      return is_plain_text(body) ? whole_text(body) : bytes(header(response_, "Content-Type"));
    }
    const std::string_view sniffed = is_unknown ? sniff_media_type(body) : std::string_view();
    if (is_unknown && sniffed.empty() && is_plain_text(body)) return whole_text(body);
    return bytes(!sniffed.empty()    ? sniffed
                 : type.type.empty() ? std::string_view("application/octet-stream")
                                     : std::string_view(type.type));
  }

  /// Of a body that is called JSON and is not one JSON text.
  ToolResult other_json(const json::Error& error, const std::string& text) {
    // Some APIs write one value a line and call that JSON, too.
    if (const Items items = collect_items("application/jsonl", text); !items.error) {
      return json(parsed(items.json), Described::items);
    }
    if (hides()) return withheld();
    return error_result("HTTP " + std::to_string(response_.status) +
                        ", but the body is not the JSON that its Content-Type says (byte " +
                        std::to_string(error.offset) + ": " + error.message + "):\n" +
                        clipped(text));
  }

  /// Of `text`, in which one of `items` is no JSON.
  ToolResult broken_items(const Items& items, const std::string& text) {
    if (hides()) return withheld();
    // Some APIs call one JSON text over several lines so.
    auto whole = json::Document::parse(text);
    if (auto* document = std::get_if<json::Document>(&whole)) {
      return json(std::move(*document), Described::items);
    }
    // A part may begin and end anywhere.
    if (response_.status == 206) return whole_text(text);
    const std::string count = std::to_string(items.count);
    broken_ = {status_line(response_.status) + ", but item " + std::to_string(items.count + 1) +
                   " of the body is not the JSON that its Content-Type says (byte " +
                   std::to_string(items.error->offset) + ": " + items.error->message +
                   "). The items before it are below, and then the body from there on.",
               std::string_view(text).substr(items.end)};
    return json(parsed(items.json), Described::items);
  }

  /// Of events, each of whose `data` is JSON or a text that is not meant as such.
  ToolResult events(json::Document items, std::string_view text) {
    const auto is_broken = [](const json::Value& item) {
      const json::Value* data = item.find("data");
      return data != nullptr && data->is_string() && begins_like_json(data->string());
    };
    const auto all = items.root().items();
    if (hides() && std::any_of(all.begin(), all.end(), is_broken)) {
      return no_json(text);
    }
    return json(std::move(items), Described::events);
  }

  /// Of JSON, JSON lines and events that the Content-Type does not name, where something of them
  /// must not be shown. nullopt: `text` is none of them.
  std::optional<ToolResult> unnamed_json(const std::string& text) {
    if (looks_like_events(text)) {
      const Items items = collect_items("text/event-stream", text, options_.incomplete.empty());
      return events(parsed(items.json), text);
    }
    if (!begins_like_json(text)) return std::nullopt;
    auto whole = json::Document::parse(text);
    if (auto* document = std::get_if<json::Document>(&whole)) {
      return json(std::move(*document), Described::items);
    }
    for (const std::string_view type : {"application/jsonl", "application/json-seq"}) {
      const Items items = collect_items(type, text, options_.incomplete.empty());
      if (!items.error) return json(parsed(items.json), Described::items);
    }
    return withheld();
  }

  /// Of JSON that is not whole or none.
  ToolResult no_json(std::string_view text) { return !hides() ? whole_text(text) : withheld(); }

  /// Whether something of the response must not be shown.
  bool hides() const { return !hiding_.empty(); }

  ToolResult left_out_whole() const {
    return text_result(status_line(response_.status) +
                       "; the result is left out: it is `writeOnly`");
  }

  ToolResult withheld(std::string_view what = "is no whole JSON") const {
    return error_result(status_line(response_.status) + ", but the body " + std::string(what) +
                        ". It is left out, because what of it must not be shown (`writeOnly`) "
                        "cannot be told.");
  }

  /// Text in a charset that cannot be read, as the bytes that came.
  ToolResult unreadable(std::string_view type, std::string_view charset) const {
    if (hides()) return withheld();
    if (auto refused = refused_request("text that cannot be read", false)) return *refused;
    std::string name = type.empty() ? "text/plain" : std::string(type);
    name.append("; charset=").append(charset);
    if (response_.body.size() > options_.limits.blob)
      return left_out(tool_, response_, options_, name, response_.body.size());
    const std::string named = "the charset `" + std::string(charset) + "`";
    ToolResult result;
    result.content =
        Content()
            .text((charset::is_written(charset)
                       ? "The result is called text in " + named + ", but is none."
                       : "The result is text in " + named + ", which this server cannot read.") +
                  " Its bytes are attached.")
            .resource(uri(), name, response_.body)
            .array();
    return result;
  }

  std::string uri() const { return "upstream://" + std::string(tool_.name.view()) + "/result"; }

  ToolResult bytes(std::string_view type) const {
    const std::string& body = response_.body;
    if (auto refused = refused_request("bytes of " + std::string(type), false)) return *refused;
    if (body.size() > options_.limits.blob)
      return left_out(tool_, response_, options_, type, body.size());
    ToolResult result;
    if (response_.status == 206) {
      result.content = Content().resource(uri(), type, body).array();
    } else if (type.starts_with("image/")) {
      result.content = Content().media("image", type, body).array();
    } else if (type.starts_with("audio/")) {
      result.content = Content().media("audio", type, body).array();
    } else {
      result.content = Content().resource(uri(), type, body).array();
    }
    return result;
  }

  ToolResult json(json::Document document, Described described = Described::whole) {
    const ResultRequest& wanted = options_.request;
    if (hides()) {
      std::string shown;
      if (!append_shown(shown, options_.server, hiding_, document.root(), described)) {
        return error_result(status_line(response_.status) +
                            ", but the result is too large to find out what of it must not be "
                            "shown (`writeOnly`). Ask for less of it.");
      }
      if (shown.empty()) {
        return left_out_whole();
      }
      document = parsed(std::move(shown));
    }
    if (options_.server != nullptr && options_.incomplete.empty() && !broken_) {
      checked_ = check_output(*options_.server, tool_, document.root());
    }
    const json::Value* part = find_pointer(document.root(), wanted.pointer);
    std::optional<json::Document> name;
    if (const auto found = find_name(document.root(), wanted.pointer)) {
      std::string quoted;
      json::append_string(quoted, *found);
      name = parsed(std::move(quoted));
      part = &name->root();
    }
    if (part == nullptr) {
      return error_result("`_result.pointer`: the result has nothing at `" + wanted.pointer + "`");
    }
    if (part->is_string() && wanted.offset > 0) {
      if (wanted.selected.empty()) return cut_text(part->string());
      return error_result("`_result.select`: what is asked for is text, which has no parts");
    }
    if (!part->is_array() && !part->is_object() && wanted.offset > 0) {
      return error_result(
          "`_result.offset`: what is asked for is no array, no object and no text, so nothing can "
          "be left out in front; `pointer` and `select` choose parts of it");
    }
    Frame place = place_of(document.root(), wanted.pointer);
    // What is around the part is no part of what was asked for.
    const bool has_place = !name && place.before.size() <= options_.limits.text;
    if (!has_place) place = {};
    std::optional<json::Document> end;
    if (wanted.offset > 0) {
      end = parsed(without_front(*part, wanted.offset));
      part = &end->root();
    }
    const json::Value& from = *part;
    std::string text;
    std::string nowhere;
    std::optional<json::Document> chosen;
    if (!wanted.select.empty()) {
      for (const std::string& pointer : wanted.selected) {
        if (leads_somewhere(*part, pointer)) continue;
        nowhere += (nowhere.empty() ? "`" : ", `") + pointer + "`";
      }
      wanted.select.append_selected(text, *part);
      chosen = parsed(std::move(text));
      part = &chosen->root();
    }
    ToolResult result;
    text.clear();
    cuts_ = append_cut(text, *part, options_.limits.text);
    if (may_ask()) {
      for (Cut& cut : cuts_) cut.rest = rest_of(cut, wanted, from);
    }
    // Where there is no room for a number, null stands in its place.
    static const json::Document none = parsed("null");
    const bool is_none = text == "null" && !part->is_null();
    const Frame frame = frame_of(is_none ? none.root() : *part, place, !is_none && has_place);
    result.structured_content = frame.before + text + frame.after;
    Content content;
    if (broken_) content.text(broken_->message);
    content.text(text);
    if (!nowhere.empty()) {
      content.text("`_result.select`: the result has nothing at " + nowhere + ".");
    }
    if (!options_.incomplete.empty()) content.text(incomplete_notice());
    if (!cuts_.empty()) {
      content.text(notice(part->raw().size(), from.is_array() || from.is_object()));
    }
    if (broken_) {
      content.text(clipped(broken_->rest));
      result.structured_content.clear();
      result.is_error = true;
    }
    result.content = content.array();
    return result;
  }

  /// What is cut fits where the whole does: something is left out or shorter. `is_of_result`: that
  /// is so, and `part` is nothing else.
  Frame frame_of(const json::Value& part, const Frame& place, bool is_of_result) const {
    const ShownOutput& shown = options_.shown;
    const bool conforms = is_of_result && checked_.conformity == Conformity::conforms;
    if (shown.schema.empty()) return {};
    if (place.before.empty()) return invoke::frame_of(shown, part, conforms);
    const json::Document placed = parsed(place.before + std::string(part.raw()) + place.after);
    Frame frame = invoke::frame_of(shown, placed.root(), conforms);
    frame.before += place.before;
    frame.after = place.after + frame.after;
    return frame;
  }

  /// Of a text that was written here.
  static json::Document parsed(std::string text) {
    return std::get<json::Document>(json::Document::parse(std::move(text)));
  }

  /// `value`, an array or object, from its item or member `offset` on.
  static std::string without_front(const json::Value& value, std::size_t offset) {
    std::string out(1, value.is_array() ? '[' : '{');
    const auto append = [&](const json::Value& one) { json::append_compact(out, one.raw()); };
    if (value.is_array()) {
      const auto items = value.items();
      for (std::size_t i = offset; i < items.size(); ++i) {
        if (i != offset) out += ',';
        append(items[i]);
      }
    } else {
      const auto members = value.members();
      for (std::size_t i = offset; i < members.size(); ++i) {
        if (i != offset) out += ',';
        json::append_string(out, members[i].key);
        out += ':';
        append(members[i].value);
      }
    }
    return out + (value.is_array() ? ']' : '}');
  }

  /// The error of a call that asks for parts that the result, of `what`, does not have.
  std::optional<ToolResult> refused_request(const std::string& what, bool is_text) const {
    const ResultRequest& wanted = options_.request;
    const std::string_view member = !wanted.pointer.empty()         ? "pointer"
                                    : !wanted.selected.empty()      ? "select"
                                    : !is_text && wanted.offset > 0 ? "offset"
                                                                    : "";
    if (member.empty()) return std::nullopt;
    return error_result("`_result." + std::string(member) + "`: the result is " + what +
                        ", which has no parts to choose; " +
                        (is_text ? "`offset` leaves out bytes in front" : "ask for all of it"));
  }

  /// Text that is not of JSON.
  ToolResult whole_text(std::string_view text) {
    auto refused = refused_request("text and no JSON", true);
    return refused ? std::move(*refused) : cut_text(text);
  }

  ToolResult cut_text(std::string_view text) {
    std::size_t offset = std::min(options_.request.offset, text.size());
    const auto is_inside = [&] {
      return offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U;
    };
    while (is_inside()) ++offset;
    text.remove_prefix(offset);
    if (text.size() <= options_.limits.text) return text_result(text);
    const std::string_view kept = json::utf8_prefix(text, options_.limits.text);
    const std::size_t next = offset + kept.size();
    cuts_ = {{{}, "bytes", next, offset + text.size(), next}};
    if (may_ask() && !kept.empty()) cuts_.front().rest = rest_of_text(options_.request, next);
    ToolResult result;
    result.content = Content().text(kept).text(notice(text.size(), false)).array();
    return result;
  }

  std::string incomplete_notice() const {
    return "This is not all: " + options_.incomplete + ". What had come by then is above.";
  }

  /// Doing something again is no way to read its result.
  bool may_ask() const { return options_.takes_request && tool_.annotations.read_only; }

  std::string notice(std::size_t size, bool has_parts) const {
    return cut_notice(cuts_, {size, options_.limits.text, may_ask(), has_parts}, options_.request);
  }

  /// Items of which one is no JSON.
  struct Broken {
    std::string message;
    std::string_view rest;  ///< of the body, from that item on
  };

  const Tool& tool_;
  const HttpResponse& response_;
  const ResultOptions& options_;
  std::vector<Cut> cuts_;
  const std::vector<Text> hiding_;
  CheckedOutput checked_;
  std::optional<Broken> broken_;
  std::string wrong_type_;  // what the body is called and is not
};

}  // namespace

bool is_binary(const HttpResponse& response) {
  const ContentType type = type_of(response, parse_content_type(header(response, "Content-Type")));
  if (type.type.empty() || says_only_bytes(type.type)) {
    return !sniff_media_type(response.body).empty() ||
           !(is_plain_text(response.body) || is_plain_wide_text(response.body));
  }
  if (is_multipart(type)) return !is_plain_text(response.body);
  return !is_item_stream(type.type) && !is_json(type) && !is_text(type);
}

bool is_useful_part(const HttpResponse& partial) {
  return partial.status >= 200 && partial.status < 300 &&
         is_item_stream(parse_content_type(header(partial, "Content-Type")).type);
}

ToolResult make_result(const Tool& tool, const HttpResponse& response,
                       const ResultOptions& options) {
  ToolResult result;
  if (response.status >= 200 && response.status < 300) {
    result = ResultMaker(tool, response, options).make();
  } else {
    // RFC 9110, section 15.4.5: what a condition among the arguments asked for. To container
    // engines it means that things are already as they shall be.
    std::vector<Cut> cuts;
    result = response.status == 304 ? text_result(status_line(response.status))
                                    : failure(tool, response, options.server, cuts);
    result.meta = result_meta(tool, response, cuts, {});
  }
  structure(result, options.shown);
  return result;
}

std::optional<ToolResult> make_large_result(const Tool& tool, const HttpResponse& head,
                                            const ResultOptions& options) {
  if (head.status != 200 || tool.method.view() != "GET" || !options.link) return std::nullopt;
  // With a coding, ranges would be those of what is sent.
  if (header(head, "Accept-Ranges") != "bytes" || !header(head, "Content-Encoding").empty()) {
    return std::nullopt;
  }
  const std::string length = header(head, "Content-Length");
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
  if (error != std::errc() || end != length.data() + length.size()) return std::nullopt;
  const ContentType type = parse_content_type(header(head, "Content-Type"));
  // What is read in parts is read as it is.
  const bool may_be_json = type.type.empty() || is_json(type) || is_item_stream(type.type) ||
                           is_text(type) || says_only_bytes(type.type);
  const auto hiding = hiding_schemas(tool, head.status);
  const bool is_shown = !may_be_json && !holds_members(type) && !hides_all(options.server, hiding);
  if (!hiding.empty() && !is_shown) return std::nullopt;
  const std::string name = type.type.empty()    ? "application/octet-stream"
                           : is_multipart(type) ? header(head, "Content-Type")
                                                : type.type;
  ToolResult result = left_out(tool, head, options, name, size);
  if (result.content.find(R"("resource_link")") == std::string::npos) return std::nullopt;
  const ResultRequest& wanted = options.request;
  if (!wanted.pointer.empty() || !wanted.selected.empty() || wanted.offset > 0) {
    result = error_result(
        "`_result`: the result is too large for a choice of its parts; a call without it gets a "
        "link, which can be read in parts");
  }
  result.meta = result_meta(tool, head, {}, {});
  structure(result, options.shown);
  return result;
}

}  // namespace mcp::invoke
