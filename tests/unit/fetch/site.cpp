#include "site.h"

#include <fstream>
#include <iterator>

namespace mcpcc::test {

namespace fs = std::filesystem;
using mcp::http::test::Peer;
using mcp::http::test::TlsPeer;

Site::Site(const mcp::http::test::Authority* authority)
    : context_(authority == nullptr ? nullptr : authority->make_context("DNS:localhost")) {
  server_.emplace([this](Peer& peer, int) {
    if (!context_) return talk(peer);
    TlsPeer tls(peer, context_.get());
    if (tls.is_open()) talk(tls);
  });
  port_ = server_->port();
}

template <class AnyPeer>
void Site::talk(AnyPeer& peer) {
  const std::string request = peer.read_until("\r\n\r\n");
  const auto begin = request.find(' ');
  if (begin == std::string::npos) return;
  const std::string target = request.substr(begin + 1, request.find(' ', begin + 1) - begin - 1);
  std::string bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(target);
    if (const auto known = answers_.find(target); known != answers_.end()) bytes = known->second;
  }
  if (bytes.empty()) {
    peer.read_until("\r\n\r\n");  // until the client gives up
  } else {
    peer.send(bytes);
  }
}

void Site::answer(const std::string& target, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  answers_[target] = bytes;
}

void Site::serve(const std::string& target, const std::string& body,
                 const std::string& media_type) {
  answer(target, "HTTP/1.1 200 OK\r\nContent-Type: " + media_type + "; charset=utf-8\r\n" +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void Site::redirect(const std::string& target, const std::string& location) {
  answer(target, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
}

std::string Site::authority() const {
  return (context_ ? "localhost:" : "127.0.0.1:") + std::to_string(port_);
}

std::string Site::origin() const { return (context_ ? "https://" : "http://") + authority(); }

std::vector<std::string> Site::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "mcpcc-remote-XXXXXX").string();
  path_ = fs::canonical(mkdtemp(pattern.data()));
}

void TemporaryFolder::write(const fs::path& name, const std::string& text) const {
  fs::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary | std::ios::trunc) << text;
}

std::string TemporaryFolder::read(const fs::path& name) const {
  std::ifstream file(path_ / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> TemporaryFolder::tree(const fs::path& name) const {
  std::map<std::string, std::string> files;
  if (!fs::exists(path_ / name)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(path_ / name)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(path_ / name).generic_string()] =
          read(entry.path().lexically_relative(path_));
    }
  }
  return files;
}

}  // namespace mcpcc::test
