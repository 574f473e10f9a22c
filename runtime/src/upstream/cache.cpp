#include "upstream/cache.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <utility>

#include "http/message.h"

namespace mcp::upstream {
namespace {

using std::chrono::seconds;

constexpr seconds longest_life{365L * 24 * 3600};  // so that no time overflows

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view known) {
    return http::equals_ignoring_case(name, known);
  });
}

bool is_conditional(std::string_view name) {
  constexpr std::array<std::string_view, 7> names = {
      "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range",
      "Range",         "Cache-Control"};
  return is_one_of(name, names);
}

bool is_of_the_trace(std::string_view name) {
  constexpr std::array<std::string_view, 3> names = {"traceparent", "tracestate", "baggage"};
  return is_one_of(name, names);
}

std::optional<seconds> parse_seconds(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  // RFC 9111, section 1.2.2: too large ones are as large as can be.
  if (error == std::errc::result_out_of_range) return longest_life;
  if (error != std::errc()) return std::nullopt;
  return std::min<seconds>(seconds(value), longest_life);
}

std::optional<Cache::Clock::time_point> parse_date(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  std::tm date{};
  const char* rest = strptime(text->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  return Cache::Clock::from_time_t(timegm(&date));
}

/// Cache-Control of a response, as far as a private cache cares (RFC 9111, section 5.2.2).
struct Control {
  bool no_store = false;
  bool no_cache = false;
  bool has_max_age = false;
  seconds max_age{0};
};

Control control_of(const HttpHeaders& headers) {
  Control out;
  for (const auto& [name, value] : headers) {
    if (!http::equals_ignoring_case(name, "Cache-Control")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      std::string_view directive = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(directive.size() + 1, rest.size()));
      while (directive.starts_with(' ') || directive.starts_with('\t')) directive.remove_prefix(1);
      while (directive.ends_with(' ') || directive.ends_with('\t')) directive.remove_suffix(1);
      const std::size_t equals = std::min(directive.find('='), directive.size());
      const std::string_view key = directive.substr(0, equals);
      if (http::equals_ignoring_case(key, "no-store")) out.no_store = true;
      // With a list of fields only those would have to be asked for again: we ask for all.
      if (http::equals_ignoring_case(key, "no-cache")) out.no_cache = true;
      if (!http::equals_ignoring_case(key, "max-age")) continue;
      // Section 4.2.1: what is twice or makes no sense is stale.
      const auto age = parse_seconds(directive.substr(std::min(equals + 1, directive.size())));
      out.max_age = out.has_max_age || !age ? seconds(0) : *age;
      out.has_max_age = true;
    }
  }
  return out;
}

/// How long `response` is fresh from now on (section 4.2). What says nothing has to be asked for.
seconds life_of(const HttpResponse& response, Cache::Clock::time_point now) {
  const Control control = control_of(response.headers);
  if (control.no_cache) return seconds(0);
  seconds life{0};
  if (control.has_max_age) {
    life = control.max_age;
  } else if (const auto expires = parse_date(find_header(response.headers, "Expires"))) {
    const auto date = parse_date(find_header(response.headers, "Date")).value_or(now);
    life = std::min(std::chrono::duration_cast<seconds>(*expires - date), longest_life);
  }
  if (const std::string* age = find_header(response.headers, "Age")) {
    life -= parse_seconds(*age).value_or(life);
  }
  return std::max(life, seconds(0));
}

bool has_validator(const HttpResponse& response) {
  return find_header(response.headers, "ETag") != nullptr ||
         find_header(response.headers, "Last-Modified") != nullptr;
}

bool varies_by_everything(const HttpResponse& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return http::equals_ignoring_case(header.first, "Vary") &&
           header.second.find('*') != std::string::npos;
  });
}

}  // namespace

std::string Cache::key(const HttpRequest& request, std::string_view origin,
                       std::string_view caller) const {
  if (bytes_ == 0 || request.method != "GET" || !request.body.empty()) return {};
  // A line for each: neither names nor values hold line breaks.
  std::string out(origin);
  out.append("\n").append(request.url).append("\n").append(caller);
  for (const auto& [name, value] : request.headers) {
    if (is_conditional(name)) return {};
    if (is_of_the_trace(name)) continue;
    out.append("\n").append(name).append(":").append(value);
  }
  return out;
}

const HttpResponse* Cache::fresh(const std::string& key, Clock::time_point now) {
  const auto found = index_.find(key);
  if (found == index_.end() || found->second->fresh_until <= now) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->response;
}

bool Cache::add_condition(const std::string& key, HttpRequest& request) const {
  const auto found = index_.find(key);
  if (found == index_.end()) return false;
  const HttpHeaders& headers = found->second->response.headers;
  bool added = false;
  if (const std::string* tag = find_header(headers, "ETag")) {
    request.headers.emplace_back("If-None-Match", *tag);
    added = true;
  }
  if (const std::string* date = find_header(headers, "Last-Modified")) {
    request.headers.emplace_back("If-Modified-Since", *date);
    added = true;
  }
  return added;
}

HttpResponse Cache::take(const std::string& key, HttpResponse response, Clock::time_point now) {
  const auto found = index_.find(key);
  if (response.status == 304 && found != index_.end()) {
    HttpResponse whole = std::move(found->second->response);
    drop(found->second);
    // Section 3.2: what describes the body as it was sent stays.
    constexpr std::array<std::string_view, 4> of_the_body = {"Content-Length", "Content-Encoding",
                                                             "Content-Range", "Content-Type"};
    const auto is_replaced = [&](const auto& header) {
      return find_header(response.headers, header.first) != nullptr &&
             !is_one_of(header.first, of_the_body);
    };
    std::erase_if(whole.headers, is_replaced);
    for (auto& header : response.headers) {
      if (!is_one_of(header.first, of_the_body)) whole.headers.push_back(std::move(header));
    }
    keep(key, whole, now);
    return whole;
  }
  if (found != index_.end() && response.status < 500) drop(found->second);
  if (response.status == 200) keep(key, response, now);
  return response;
}

void Cache::expire(std::string_view origin) {
  for (Entry& entry : entries_) {
    const std::string_view key = entry.key;
    if (key.substr(0, key.find('\n')) == origin) entry.fresh_until = Clock::time_point{};
  }
}

void Cache::keep(const std::string& key, const HttpResponse& response, Clock::time_point now) {
  const seconds life = life_of(response, now);
  if (control_of(response.headers).no_store || varies_by_everything(response)) return;
  if (life == seconds(0) && !has_validator(response)) return;
  Entry entry{key, response, now + life};
  const std::size_t size = size_of(entry);
  // One answer does not push out all others.
  if (size > bytes_ / 4) return;
  while (used_ + size > bytes_) drop(std::prev(entries_.end()));
  used_ += size;
  entries_.push_front(std::move(entry));
  index_.emplace(entries_.front().key, entries_.begin());
}

void Cache::drop(Entries::iterator entry) {
  used_ -= size_of(*entry);
  index_.erase(entry->key);
  entries_.erase(entry);
}

std::size_t Cache::size_of(const Entry& entry) {
  constexpr std::size_t around = 256;  // nodes of the list and the index
  std::size_t size = around + entry.key.size() + entry.response.body.size();
  for (const auto& [name, value] : entry.response.headers) size += name.size() + value.size() + 64;
  return size;
}

}  // namespace mcp::upstream
