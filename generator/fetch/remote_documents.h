// Remote documents as references see them: allowed or not, from their copy or from the network.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "fetch/allow_list.h"
#include "fetch/network.h"
#include "fetch/store.h"
#include "resolve/remote.h"

namespace mcpcc::fetch {

struct RemoteOptions {
  AllowList allowed;               ///< where references and redirects may lead
  bool offline = false;            ///< make no request
  bool refresh = false;            ///< make requests in spite of copies
  bool private_addresses = false;  ///< make requests to addresses that are not public, too
  std::size_t max_bytes = 0;       ///< of one document, and of all that are fetched
  std::size_t max_documents = 500;
  std::chrono::milliseconds timeout{30'000};         ///< of one document
  std::chrono::milliseconds total_timeout{120'000};  ///< of all together
};

/// Not thread safe.
class RemoteDocuments final : public resolve::RemoteAccess {
 public:
  /// Opens a network for the first request.
  using OpenNetwork = std::unique_ptr<Network> (*)(const NetworkOptions& options);

  /// `open_network` null: no request is made.
  RemoteDocuments(RemoteOptions options, Store store, OpenNetwork open_network);

  resolve::RemoteResult read(const std::string& url, resolve::NamedBy named_by) override;
  /// Lets references lead to more places.
  AllowList& allowed() { return options_.allowed; }

 private:
  resolve::RemoteResult read_allowed(const std::string& url, const AllowList& allowed);
  resolve::RemoteResult fetch_and_keep(const std::string& url, const AllowList& allowed);

  RemoteOptions options_;
  Store store_;
  OpenNetwork open_network_;
  std::unique_ptr<Network> network_;
  std::map<std::string, resolve::RemoteFailure> failures_;  // by URL: nothing is tried twice
  std::size_t fetched_bytes_ = 0, fetched_documents_ = 0;
  std::chrono::steady_clock::duration fetched_time_{};
};

}  // namespace mcpcc::fetch
