#include "image/components.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "invoke/percent.h"
#include "support/process.h"

namespace mcpcc::image {

namespace {

namespace fs = std::filesystem;
using Use = Component::Use;

// How what Debian packages is called and licensed by its makers. Packages of cross compilers hold
// the same libraries under names with a suffix.
struct Known {
  std::string_view package;  // begins with
  std::string_view library;  // without dpkg: the file
  std::string_view name;
  std::string_view license;
};
constexpr std::array<Known, 12> known = {{
    {"libssl-dev", "libssl.a", "openssl", "Apache-2.0"},
    {"zlib1g-dev", "libz.a", "zlib", "Zlib"},
    {"libbrotli-dev", "libbrotlidec.a", "brotli", "MIT"},
    {"libzstd-dev", "libzstd.a", "zstd", "BSD-3-Clause"},
    {"libre2-dev", "libre2.a", "re2", "BSD-3-Clause"},
    {"libpcre2-dev", "libpcre2-8.a", "pcre2", "BSD-3-Clause"},
    {"libstdc++-", "libstdc++.a", "libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1"},
    {"libgcc-", "libgcc.a", "libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1"},
    {"libc6-dev", "libc.a", "glibc", "LGPL-2.1-or-later"},
    {"linux-libc-dev", "", "linux", "GPL-2.0-only WITH Linux-syscall-note"},
    {"libboost", "", "boost", "BSL-1.0"},
    {"ca-certificates", "", "ca-certificates", "MPL-2.0"},
}};

struct Package {
  std::string name, architecture, version, source;
};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    result.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

std::string purl(const Package& package) {
  std::string out = "pkg:deb/debian/";
  mcp::invoke::append_escaped(out, package.name, mcp::invoke::Escape::unreserved);
  out += '@';
  mcp::invoke::append_escaped(out, package.version, mcp::invoke::Escape::unreserved);
  out += "?arch=" + package.architecture;
  if (package.source != package.name) {
    out += "&upstream=";
    mcp::invoke::append_escaped(out, package.source, mcp::invoke::Escape::unreserved);
  }
  return out;
}

Component component_of(const Package& package, Use use) {
  Component component{package.source, package.version, {}, purl(package), use};
  for (const Known& entry : known) {
    if (!package.name.starts_with(entry.package)) continue;
    component.name = entry.name;
    component.license = entry.license;
    break;
  }
  return component;
}

// The packages that `patterns` name, those of them that are installed.
std::vector<Package> query(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return {};
  Command command;
  command.words = {
      "dpkg-query", "-W", "-f",
      "${db:Status-Status}\t${Package}\t${Architecture}\t${Version}\t${source:Package}\n", "--"};
  command.words.insert(command.words.end(), patterns.begin(), patterns.end());
  command.environment["LC_ALL"] = "C";
  command.drops_errors = true;
  std::vector<Package> result;
  for (const std::string& line : lines(run_process(command).output)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (fields.size() == 5 && fields[0] == "installed") {
      result.push_back({fields[1], fields[2], fields[3], fields[4]});
    }
  }
  return result;
}

// `libssl-dev:amd64: /usr/lib/x86_64-linux-gnu/libssl.a`
std::set<std::string> owners(const std::vector<fs::path>& files) {
  Command command;
  command.words = {"dpkg-query", "-S", "--"};
  for (const fs::path& file : files) command.words.push_back(file.string());
  command.environment["LC_ALL"] = "C";
  command.drops_errors = true;
  std::set<std::string> result;
  for (const std::string& line : lines(run_process(command).output)) {
    const std::size_t end = line.find(": /");
    if (end == std::string::npos || line.starts_with("diversion by ")) continue;
    result.insert(line.substr(0, std::min(end, line.find(", "))));
  }
  return result;
}

void add_once(std::vector<Component>& components, Component component) {
  const auto same = std::find_if(components.begin(), components.end(), [&](const auto& other) {
    return other.name == component.name && other.version == component.version;
  });
  if (same == components.end()) components.push_back(std::move(component));
}

}  // namespace

std::vector<Component> find_components(const std::vector<fs::path>& files) {
  std::vector<fs::path> paths;
  for (const fs::path& file : files) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(file, error);
    if (!error && path.is_absolute()) paths.push_back(std::move(path));
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());

  std::vector<Component> components;
  if (!paths.empty()) {
    const std::set<std::string> names = owners(paths);
    for (const Package& package : query({names.begin(), names.end()})) {
      add_once(components, component_of(package, Use::linked));
    }
  }
  if (components.empty()) {
    for (const fs::path& path : paths) {
      for (const Known& entry : known) {
        if (entry.library.empty() || path.filename() != entry.library) continue;
        add_once(components,
                 {std::string(entry.name), {}, std::string(entry.license), {}, Use::linked});
      }
    }
  }
  for (const Package& package : query({"libboost[0-9]*.[0-9]*-dev"})) {
    add_once(components, component_of(package, Use::compiled));
  }
  for (const Package& package : query({"ca-certificates"})) {
    add_once(components, component_of(package, Use::data));
  }
  std::sort(components.begin(), components.end(), [](const Component& a, const Component& b) {
    return std::pair(a.name, a.version) < std::pair(b.name, b.version);
  });
  return components;
}

std::vector<fs::path> read_linked_files(const std::string& dependencies) {
  std::vector<fs::path> result;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && word.back() != ':') result.emplace_back(word);
    word.clear();
  };
  // The first rule only: what follows are empty rules for each file.
  std::size_t at = dependencies.find(':');
  for (at = at == std::string::npos ? dependencies.size() : at + 1; at < dependencies.size();
       ++at) {
    const char c = dependencies[at];
    if (c == '\\' && at + 1 < dependencies.size()) {
      const char next = dependencies[++at];
      if (next != '\n') word += next;  // an escaped space
      if (next == '\n') end_word();
    } else if (c == ' ' || c == '\t') {
      end_word();
    } else if (c == '\n') {
      break;
    } else {
      word += c;
    }
  }
  end_word();
  return result;
}

}  // namespace mcpcc::image
