// The checks behind find_format(), by family. Internal to this folder.
#pragma once

#include <string_view>

namespace mcp::schema {

// date_time.cpp: RFC 3339
bool is_date(std::string_view text);
bool is_time(std::string_view text);
bool is_date_time(std::string_view text);
bool is_duration(std::string_view text);

// address.cpp: RFC 5321, 6531, 2673, 4291
bool is_email(std::string_view text);
bool is_idn_email(std::string_view text);
bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

// hostname.cpp: RFC 1123, 5890 to 5893
bool is_hostname(std::string_view text);
bool is_idn_hostname(std::string_view text);

// uri.cpp: RFC 3986, 3987, 6570
bool is_uri(std::string_view text);
bool is_uri_reference(std::string_view text);
bool is_iri(std::string_view text);
bool is_iri_reference(std::string_view text);
bool is_uri_template(std::string_view text);

}  // namespace mcp::schema
