#include "image/push/push.h"

#include <set>

#include "json/value.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

std::string header(const mcp::HttpResponse& response, std::string_view name) {
  const std::string* value = mcp::find_header(response.headers, name);
  return value == nullptr ? std::string() : *value;
}

// "Referrers Tag Schema": the algorithm, and the digest.
std::string referrers_tag(std::string digest) {
  digest[digest.find(':')] = '-';
  return digest;
}

class Push {
 public:
  Push(Session& session, const Layout& layout) : session_(session), layout_(layout) {}

  std::optional<PushFailure> run(const std::string& tag) {
    std::set<std::string> manifests = {layout_.top.digest};
    for (const auto& image : layout_.images) manifests.insert(image.digest);
    for (const auto& referrer : layout_.referrers) manifests.insert(referrer.digest);
    for (const auto& [digest, content] : layout_.blobs) {
      if (manifests.contains(digest)) continue;
      if (auto failure = push_blob(digest, content)) return failure;
    }
    // What is referred to comes first: a registry may check. What means the whole comes last.
    for (const auto& image : layout_.images) {
      if (image.digest == layout_.top.digest) continue;
      if (auto failure = push_manifest(image, image.digest)) return failure;
    }
    if (!layout_.referrers.empty()) {
      if (auto failure = push_manifest(layout_.top, layout_.top.digest)) return failure;
      for (const auto& referrer : layout_.referrers) {
        if (auto failure = push_referrer(referrer)) return failure;
      }
    }
    done.digest = layout_.top.digest;
    return push_manifest(layout_.top, tag);
  }

  Pushed done;

 private:
  std::optional<PushFailure> push_blob(const std::string& digest, const std::string& content) {
    PushResult found = session_.send("HEAD", "/blobs/" + digest);
    if (auto* failure = std::get_if<PushFailure>(&found)) return std::move(*failure);
    // A redirect leads to where it is kept.
    const int status = std::get<mcp::HttpResponse>(found).status;
    if (status == 200 || (status >= 300 && status < 400)) {
      ++done.present;
      return std::nullopt;
    }
    // The answer to the upload says more about other errors: this one has no body.
    if (status >= 500) return session_.refusal(std::get<mcp::HttpResponse>(found), "an upload");
    PushResult started = session_.send("POST", "/blobs/uploads/");
    if (auto* failure = std::get_if<PushFailure>(&started)) return std::move(*failure);
    const auto& place = std::get<mcp::HttpResponse>(started);
    std::string target = mcp::http::escape_reference(header(place, "Location"));
    if (place.status != 202 || target.empty()) return session_.refusal(place, "an upload");
    target += (target.find('?') == std::string::npos ? "?digest=" : "&digest=") + digest;
    PushResult sent =
        session_.send("PUT", target, {{"Content-Type", "application/octet-stream"}}, content);
    if (auto* failure = std::get_if<PushFailure>(&sent)) return std::move(*failure);
    const auto& response = std::get<mcp::HttpResponse>(sent);
    if (response.status != 201) return session_.refusal(response, "an upload");
    ++done.blobs;
    return check_digest(response, digest);
  }

  std::optional<PushFailure> push_manifest(const Descriptor& manifest, const std::string& name) {
    mcp::HttpResponse response;
    return put_manifest(manifest.media_type, layout_.blobs.at(manifest.digest), manifest.digest,
                        name, response);
  }

  std::optional<PushFailure> put_manifest(const std::string& type, const std::string& content,
                                          const std::string& digest, const std::string& name,
                                          mcp::HttpResponse& response) {
    PushResult sent = session_.send("PUT", "/manifests/" + name, {{"Content-Type", type}}, content);
    if (auto* failure = std::get_if<PushFailure>(&sent)) return std::move(*failure);
    response = std::get<mcp::HttpResponse>(std::move(sent));
    if (response.status != 201) return session_.refusal(response, "the manifest `" + name + "`");
    return check_digest(response, digest);
  }

  // A digest is what everybody will ask for; another one means that something else is stored.
  std::optional<PushFailure> check_digest(const mcp::HttpResponse& response,
                                          const std::string& digest) const {
    const std::string stored = header(response, "Docker-Content-Digest");
    if (stored.empty() || stored == digest) return std::nullopt;
    return PushFailure{false,
                       "`" + session_.registry() +
                           "` stores something else than what was sent as `" + digest + "`",
                       {"see what stands between here and the registry"}};
  }

  std::optional<PushFailure> push_referrer(const Descriptor& referrer) {
    mcp::HttpResponse response;
    const std::string& content = layout_.blobs.at(referrer.digest);
    if (auto failure = put_manifest(referrer.media_type, content, referrer.digest, referrer.digest,
                                    response)) {
      return failure;
    }
    if (!header(response, "OCI-Subject").empty()) return std::nullopt;
    done.referrers_by_tag = true;
    return list_by_tag(referrer, subject_of(content));
  }

  static std::string subject_of(const std::string& manifest) {
    auto parsed = mcp::json::Document::parse(manifest);
    return std::string(
        std::get<mcp::json::Document>(parsed).root().find("subject")->find("digest")->string());
  }

  // "Pushing Manifests with Subject": where the registry does not keep a list, the client does.
  std::optional<PushFailure> list_by_tag(const Descriptor& referrer, const std::string& subject) {
    const std::string tag = referrers_tag(subject);
    PushResult read =
        session_.send("GET", "/manifests/" + tag, {{"Accept", std::string(media_type::index)}});
    if (auto* failure = std::get_if<PushFailure>(&read)) return std::move(*failure);
    const auto& before = std::get<mcp::HttpResponse>(read);
    JsonWriter json;
    json.begin_object().key("manifests").begin_array();
    if (before.status == 200) {
      auto parsed = mcp::json::Document::parse(before.body);
      const auto* document = std::get_if<mcp::json::Document>(&parsed);
      const auto* listed = document == nullptr ? nullptr : document->root().find("manifests");
      if (listed == nullptr || !listed->is_array()) {
        return PushFailure{false, "the tag `" + tag + "` is no list of referrers", {}};
      }
      for (const auto& item : listed->items()) {
        const auto* digest = item.find("digest");
        if (digest != nullptr && digest->is_string() && digest->string() == referrer.digest) {
          return std::nullopt;
        }
        json.raw(item.raw());
      }
    } else if (before.status != 404) {
      return session_.refusal(before, "the list of referrers");
    }
    write(json, referrer);
    json.end_array().member("mediaType", media_type::index).member("schemaVersion", 2).end_object();
    const Descriptor index = describe(media_type::index, json.text());
    mcp::HttpResponse response;
    return put_manifest(index.media_type, json.text(), index.digest, tag, response);
  }

  Session& session_;
  const Layout& layout_;
};

}  // namespace

std::variant<Pushed, PushFailure> push(Session& session, const Layout& layout,
                                       const std::string& tag) {
  Push push(session, layout);
  if (auto failure = push.run(tag)) return std::move(*failure);
  return push.done;
}

}  // namespace mcpcc::image
