// SPDX 2.3, https://spdx.github.io/spdx-spec/v2.3/
#include "image/statement.h"
#include "support/digest.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

constexpr std::string_view unknown = "NOASSERTION";

std::string_view or_unknown(const std::string& value) {
  return value.empty() ? unknown : std::string_view(value);
}

// Letters, digits, `.` and `-` (section 7.2).
std::string identifier(std::string_view kind, std::string_view name) {
  std::string out = "SPDXRef-";
  out.append(kind) += '-';
  for (const char c : name) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
    out += is_plain ? c : '-';
  }
  return out;
}

struct Package {
  std::string id, name, version, license, purl, sha256;
  std::string_view purpose;
};

void write(JsonWriter& json, const Package& package) {
  json.begin_object().member("SPDXID", package.id);
  if (!package.sha256.empty()) {
    json.key("checksums").begin_array().begin_object().member("algorithm", "SHA256");
    json.member("checksumValue", package.sha256).end_object().end_array();
  }
  json.member("copyrightText", unknown).member("downloadLocation", unknown);
  if (!package.purl.empty()) {
    json.key("externalRefs").begin_array().begin_object();
    json.member("referenceCategory", "PACKAGE-MANAGER").member("referenceLocator", package.purl);
    json.member("referenceType", "purl").end_object().end_array();
  }
  json.key("filesAnalyzed").boolean(false).member("licenseConcluded", unknown);
  json.member("licenseDeclared", or_unknown(package.license)).member("name", package.name);
  if (!package.purpose.empty()) json.member("primaryPackagePurpose", package.purpose);
  if (!package.version.empty()) json.member("versionInfo", package.version);
  json.end_object();
}

void relate(JsonWriter& json, std::string_view from, std::string_view type, std::string_view to) {
  json.begin_object().member("relatedSpdxElement", to).member("relationshipType", type);
  json.member("spdxElementId", from).end_object();
}

std::string_view relationship(Component::Use use) {
  switch (use) {
    case Component::Use::linked:
      return "STATIC_LINK";
    case Component::Use::compiled:
      return "DEPENDS_ON";
    case Component::Use::data:
      return "CONTAINS";
  }
  return "DEPENDS_ON";
}

}  // namespace

std::string spdx(const Subject& subject) {
  constexpr std::string_view document = "SPDXRef-DOCUMENT";
  const std::string title = subject.name + '-' + subject.version + '-' + subject.platform.os + '-' +
                            subject.platform.architecture;
  const std::string program = identifier("Program", subject.name);
  JsonWriter json;
  json.begin_object().member("SPDXID", document).key("creationInfo").begin_object();
  json.member("created", rfc3339(subject.created)).key("creators").begin_array();
  json.string("Tool: mcpcc-" + subject.compiler_version).end_array().end_object();
  json.member("dataLicense", "CC0-1.0");
  // Unique for the program that it describes (section 6.5).
  std::string space = "https://spdx.org/spdxdocs/";
  space += identifier("", title).substr(std::string_view("SPDXRef--").size());
  json.member("documentNamespace", space + '-' + subject.sha256).member("name", title);

  json.key("packages").begin_array();
  write(
      json,
      {program, subject.name, subject.version, subject.license, {}, subject.sha256, "APPLICATION"});
  for (const Component& component : subject.components) {
    write(json, {identifier("Package", component.name + '-' + component.version),
                 component.name,
                 component.version,
                 component.license,
                 component.purl,
                 {},
                 "LIBRARY"});
  }
  for (const Input& input : subject.inputs) {
    write(json, {identifier("Source", input.name), input.name, {}, {}, {}, input.sha256, "SOURCE"});
  }
  json.end_array().key("relationships").begin_array();
  relate(json, document, "DESCRIBES", program);
  for (const Component& component : subject.components) {
    relate(json, program, relationship(component.use),
           identifier("Package", component.name + '-' + component.version));
  }
  for (const Input& input : subject.inputs) {
    relate(json, program, "GENERATED_FROM", identifier("Source", input.name));
  }
  json.end_array().member("spdxVersion", "SPDX-2.3").end_object();
  return json.text();
}

}  // namespace mcpcc::image
