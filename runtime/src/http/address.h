// IP addresses by what they are for: which of them lie on the public internet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::http {

/// An address in network byte order; IPv4 takes the first four bytes.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;
};

/// Whether the first `bits` of both are the same, and both are of one version.
bool is_in(const IpAddress& address, const IpAddress& block, std::size_t bits);

/// Whether `address` is globally reachable unicast by the registries of special-purpose addresses
/// (RFC 6890, as IANA keeps them): not loopback, private, link-local, unique-local, shared,
/// multicast, unspecified, reserved or for documentation. Forms of IPv6 that carry an IPv4 address
/// are not, as what they reach depends on the network; NAT64's well-known prefix (RFC 6052) counts
/// as the IPv4 address in it, because it is how an IPv6-only network reaches that address.
bool is_public(const IpAddress& address);

/// Whether it leads to this machine (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3), in the
/// form of IPv6 that stands for an IPv4 address as well (section 2.5.5.2).
bool is_loopback(const IpAddress& address);

/// The address that `host` is to those who resolve names: besides four decimal numbers, one to four
/// numbers that may be octal or hexadecimal, the last one standing for all bytes that are left
/// (URL Standard, section 3.5, "IPv4 parser"; inet_aton). nullopt: it is none, though its last
/// label may be a number, see ends_in_number().
std::optional<IpAddress> parse_ipv4(std::string_view host);

/// Whether the last label of `host` is a number, so that no name may be meant (URL Standard,
/// section 3.5, "ends-in-a-number checker").
bool ends_in_number(std::string_view host);

/// As four decimal numbers. Precondition: it is an IPv4 address.
std::string dotted(const IpAddress& address);

}  // namespace mcp::http
