// CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json/
#include "image/statement.h"
#include "support/digest.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

// A UUID of version 8 (RFC 9562, section 5.8) out of a digest.
std::string uuid(const std::string& digest) {
  std::string hex = digest.substr(0, 32);
  hex[12] = '8';
  hex[16] = '8';
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' +
         hex.substr(16, 4) + '-' + hex.substr(20);
}

void write_hash(JsonWriter& json, const std::string& sha256) {
  if (sha256.empty()) return;
  json.key("hashes").begin_array().begin_object().member("alg", "SHA-256");
  json.member("content", sha256).end_object().end_array();
}

void write_license(JsonWriter& json, const std::string& expression) {
  if (expression.empty()) return;
  json.key("licenses").begin_array().begin_object().member("expression", expression);
  json.end_object().end_array();
}

std::string reference(const Component& component) {
  return component.name + '@' + component.version;
}

std::string reference(const Input& input) { return "input:" + input.name; }

}  // namespace

std::string cyclonedx(const Subject& subject) {
  const std::string program = subject.name + '@' + subject.version;
  JsonWriter json;
  json.begin_object().member("bomFormat", "CycloneDX").key("components").begin_array();
  for (const Component& component : subject.components) {
    json.begin_object().member("bom-ref", reference(component));
    write_license(json, component.license);
    json.member("name", component.name);
    if (!component.purl.empty()) json.member("purl", component.purl);
    json.member("type", component.use == Component::Use::data ? "data" : "library");
    if (!component.version.empty()) json.member("version", component.version);
    json.end_object();
  }
  for (const Input& input : subject.inputs) {
    json.begin_object().member("bom-ref", reference(input));
    write_hash(json, input.sha256);
    json.member("name", input.name).member("type", "file").end_object();
  }
  json.end_array().key("dependencies").begin_array().begin_object();
  json.key("dependsOn").begin_array();
  for (const Component& component : subject.components) json.string(reference(component));
  for (const Input& input : subject.inputs) json.string(reference(input));
  json.end_array().member("ref", program).end_object().end_array();

  json.key("metadata").begin_object().key("component").begin_object().member("bom-ref", program);
  write_hash(json, subject.sha256);
  write_license(json, subject.license);
  json.member("name", subject.name).member("type", "application");
  json.member("version", subject.version).end_object();
  json.key("properties").begin_array().begin_object().member("name", "mcpcc:platform");
  json.member("value", to_string(subject.platform)).end_object().end_array();
  json.member("timestamp", rfc3339(subject.created)).key("tools").begin_object();
  json.key("components").begin_array().begin_object().member("name", "mcpcc");
  json.member("type", "application").member("version", subject.compiler_version).end_object();
  json.end_array().end_object().end_object();
  json.member("serialNumber", "urn:uuid:" + uuid(sha256(program + subject.sha256)));
  json.member("specVersion", "1.5").member("version", 1).end_object();
  return json.text();
}

}  // namespace mcpcc::image
