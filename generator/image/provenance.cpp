// in-toto Statement v1 (github.com/in-toto/attestation) with the predicate of SLSA v1
// (https://slsa.dev/spec/v1.0/provenance).
#include "image/statement.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

constexpr std::string_view project = "https://github.com/mcpcc/mcpcc";

void write_digest(JsonWriter& json, std::string_view sha256) {
  json.key("digest").begin_object().member("sha256", sha256).end_object();
}

}  // namespace

std::string provenance(const Provenance& provenance) {
  JsonWriter json;
  json.begin_object().member("_type", "https://in-toto.io/Statement/v1");
  json.key("predicate").begin_object().key("buildDefinition").begin_object();
  json.member("buildType", std::string(project) + "/image@v1");
  json.key("externalParameters").begin_object().list_member("platforms", provenance.platforms);
  json.member("server", provenance.server).end_object();
  json.key("internalParameters").begin_object();
  json.list_member("compilers", provenance.compilers).end_object();
  json.key("resolvedDependencies").begin_array();
  if (!provenance.source.empty()) {
    json.begin_object();
    if (!provenance.revision.empty()) {
      json.key("digest").begin_object().member("gitCommit", provenance.revision).end_object();
    }
    json.member("uri", provenance.source).end_object();
  }
  for (const Input& input : provenance.inputs) {
    json.begin_object();
    write_digest(json, input.sha256);
    json.member("name", input.name).end_object();
  }
  for (const Component& component : provenance.components) {
    if (component.purl.empty()) continue;
    json.begin_object().member("name", component.name).member("uri", component.purl).end_object();
  }
  json.end_array().end_object();
  json.key("runDetails").begin_object().key("builder").begin_object();
  json.member("id", std::string(project) + "@v" + provenance.compiler_version);
  json.key("version").begin_object().member("mcpcc", provenance.compiler_version).end_object();
  json.end_object().end_object().end_object();
  json.member("predicateType", "https://slsa.dev/provenance/v1").key("subject").begin_array();
  for (const ProvenanceSubject& subject : provenance.subjects) {
    json.begin_object();
    write_digest(json, subject.digest.substr(subject.digest.find(':') + 1));
    json.member("name", subject.name).end_object();
  }
  json.end_array().end_object();
  return json.text();
}

}  // namespace mcpcc::image
