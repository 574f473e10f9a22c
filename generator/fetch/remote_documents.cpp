#include "fetch/remote_documents.h"

#include <algorithm>

#include "support/url_user.h"

namespace mcpcc::fetch {

using resolve::NamedBy;
using resolve::RemoteDocument;
using resolve::RemoteFailure;
using resolve::RemoteResult;

namespace {

RemoteFailure not_allowed(const std::string& url) {
  return {&rules::ref_remote,
          "`" + shown(url) + "`",
          {"store the document beside yours and refer to the file, or allow its host with "
           "--allow-remote " +
           allowing_entry(url)}};
}

RemoteFailure unusable(const std::string& text, NamedBy named_by) {
  const bool is_secret = has_user(text);
  const std::string what = is_secret ? "it holds credentials" : "`" + shown(text) + "`";
  if (named_by == NamedBy::reference) {
    return {&rules::ref_remote, what, {"store the document beside yours and refer to the file"}};
  }
  return {&rules::remote_url_invalid,
          what,
          {is_secret ? "fetch the document yourself and name the file"
                     : "write it as `https://host/path`, other characters than those of URLs as "
                       "`%XX`"}};
}

}  // namespace

RemoteDocuments::RemoteDocuments(RemoteOptions options, Store store, OpenNetwork open_network)
    : options_(std::move(options)), store_(std::move(store)), open_network_(open_network) {}

RemoteResult RemoteDocuments::read(const std::string& text, NamedBy named_by) {
  const auto url = canonical_url(text);
  if (!url) return unusable(text, named_by);
  AllowList allowed = options_.allowed;
  if (named_by == NamedBy::reference) {
    if (!allowed.allows(*url)) return not_allowed(*url);
  } else {
    allowed.add_origin_of(*url);
    // The same host over TLS, where many servers redirect to.
    if (url->starts_with("http://") && allowing_entry(*url).find(':') == std::string::npos) {
      allowed.add_origin_of("https" + url->substr(4));
    }
  }
  if (const auto known = failures_.find(*url); known != failures_.end()) return known->second;
  RemoteResult result = read_allowed(*url, allowed);
  if (const auto* failure = std::get_if<RemoteFailure>(&result)) {
    failures_.emplace(*url, *failure);
  } else if (named_by == NamedBy::document) {
    options_.allowed.add_origin_of(*url);
    options_.allowed.add_origin_of(std::get<RemoteDocument>(result).url);
  }
  return result;
}

RemoteResult RemoteDocuments::read_allowed(const std::string& url, const AllowList& allowed) {
  if (!options_.refresh) {
    std::optional<RemoteFailure> failure;
    auto copy = store_.find(url, options_.max_bytes, failure);
    if (failure) return *failure;
    if (copy) {
      const auto found_at = canonical_url(copy->url);
      if (!found_at || !allowed.allows(*found_at)) return not_allowed(found_at.value_or(url));
      return RemoteDocument{std::move(copy->text), std::move(copy->url), std::move(copy->path)};
    }
  }
  if (options_.offline || open_network_ == nullptr) {
    return RemoteFailure{
        &rules::remote_not_stored,
        "`" + shown(url) + "`",
        {"run `mcpcc check` on the document, and commit `" + std::string(store_folder) + "`"}};
  }
  return fetch_and_keep(url, allowed);
}

RemoteResult RemoteDocuments::fetch_and_keep(const std::string& url, const AllowList& allowed) {
  const auto fail = [&](const std::string& problem) {
    return RemoteFailure{
        &rules::remote_not_fetched, "`" + shown(url) + "`: remote documents " + problem, {}};
  };
  if (fetched_documents_ == options_.max_documents) {
    return fail("are more than " + std::to_string(options_.max_documents));
  }
  const auto left =
      options_.total_timeout - std::chrono::duration_cast<std::chrono::milliseconds>(fetched_time_);
  if (left.count() <= 0) return fail("take longer than the limit together");
  ++fetched_documents_;
  if (!network_) {
    network_ = open_network_(
        {.max_bytes = options_.max_bytes, .private_addresses = options_.private_addresses});
  }
  const auto begin = std::chrono::steady_clock::now();
  auto result = fetch(*network_, url, allowed, std::min(left, options_.timeout));
  fetched_time_ += std::chrono::steady_clock::now() - begin;
  if (auto* failure = std::get_if<RemoteFailure>(&result)) return std::move(*failure);
  auto& fetched = std::get<Fetched>(result);
  fetched_bytes_ += fetched.text.size();
  if (fetched_bytes_ > options_.max_bytes) {
    return fail("are larger than " + std::to_string(options_.max_bytes) + " bytes together");
  }
  std::string error;
  auto path = store_.keep(url, fetched, error);
  if (!path) {
    return RemoteFailure{&rules::output_unwritable,
                         error,
                         {"copies of remote documents are kept beside the document"}};
  }
  return RemoteDocument{std::move(fetched.text), std::move(fetched.url), std::move(*path)};
}

}  // namespace mcpcc::fetch
