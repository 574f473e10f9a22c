#include "http/address.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace mcp::http {
namespace {

struct Block {
  std::array<std::uint8_t, 16> prefix;
  std::size_t bits;
};

// IANA IPv4 Special-Purpose Address Registry, and RFC 5771 for multicast.
constexpr Block special_v4[] = {
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // shared by carriers
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link-local, and metadata services of clouds
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 88, 99}, 24},   // 6to4 relays
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved, and broadcast
};

// IPv6 unicast is global only within 2000::/3 (RFC 4291, section 2.4); these parts of it are not.
constexpr Block global_v6 = {{0x20}, 3};
constexpr Block special_v6[] = {
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: holds an IPv4 address
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};
constexpr Block loopback_v6 = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
constexpr Block mapped_loopback = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127}, 104};
constexpr Block nat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};

std::string_view without_root(std::string_view host) {
  while (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// URL Standard, section 3.5, "IPv4 number parser". Larger than any address is as good as the
/// largest.
std::optional<std::uint64_t> ipv4_number(std::string_view label) {
  if (label.empty()) return std::nullopt;
  int base = 10;
  if (label.starts_with("0x") || label.starts_with("0X")) {
    base = 16;
    label.remove_prefix(2);
    if (label.empty()) return 0;
  } else if (label.size() > 1 && label.front() == '0') {
    base = 8;
  }
  std::uint64_t value = 0;
  const char* const last = label.data() + label.size();
  const auto [end, error] = std::from_chars(label.data(), last, value, base);
  if (end != last || label.front() == '-') return std::nullopt;
  return error == std::errc() ? value : UINT64_MAX;
}

bool is_in(const std::array<std::uint8_t, 16>& bytes, const Block& block) {
  for (std::size_t bit = 0; bit < block.bits; bit += 8) {
    const std::size_t left = std::min<std::size_t>(8, block.bits - bit);
    const int mask = 0xff & (0xff << (8 - left));
    if (((bytes[bit / 8] ^ block.prefix[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

template <std::size_t N>
bool is_in_any(const std::array<std::uint8_t, 16>& bytes, const Block (&blocks)[N]) {
  return std::any_of(std::begin(blocks), std::end(blocks),
                     [&](const Block& block) { return is_in(bytes, block); });
}

}  // namespace

bool is_in(const IpAddress& address, const IpAddress& block, std::size_t bits) {
  return address.is_v6 == block.is_v6 && is_in(address.bytes, Block{block.bytes, bits});
}

bool is_public(const IpAddress& address) {
  if (!address.is_v6) return !is_in_any(address.bytes, special_v4);
  if (is_in(address.bytes, nat64)) {
    IpAddress embedded;
    std::copy(address.bytes.begin() + 12, address.bytes.end(), embedded.bytes.begin());
    return is_public(embedded);
  }
  return is_in(address.bytes, global_v6) && !is_in_any(address.bytes, special_v6);
}

bool is_loopback(const IpAddress& address) {
  if (!address.is_v6) return address.bytes[0] == 127;
  return is_in(address.bytes, mapped_loopback) || is_in(address.bytes, loopback_v6);
}

std::optional<IpAddress> parse_ipv4(std::string_view host) {
  host = without_root(host);
  IpAddress out;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t end = std::min(host.find('.'), host.size());
    const auto number = ipv4_number(host.substr(0, end));
    const bool is_last = end == host.size();
    const std::size_t bytes = is_last ? 4 - i : 1;
    if (!number || *number >> (8 * bytes) != 0) return std::nullopt;
    for (std::size_t byte = 0; byte < bytes; ++byte) {
      out.bytes[i + byte] = static_cast<std::uint8_t>(*number >> (8 * (bytes - 1 - byte)));
    }
    if (is_last) return out;
    host.remove_prefix(end + 1);
  }
  return std::nullopt;
}

bool ends_in_number(std::string_view host) {
  host = without_root(host);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return ipv4_number(last) || (!last.empty() && std::all_of(last.begin(), last.end(), [](char c) {
           return c >= '0' && c <= '9';
         }));
}

std::string dotted(const IpAddress& address) {
  std::string out;
  for (std::size_t i = 0; i < 4; ++i) {
    out += (i == 0 ? "" : ".") + std::to_string(address.bytes[i]);
  }
  return out;
}

}  // namespace mcp::http
