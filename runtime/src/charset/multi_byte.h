// The decoders of the Encoding Standard (https://encoding.spec.whatwg.org/) for encodings of
// several bytes.
#pragma once

#include <string>
#include <string_view>

namespace mcp::charset {

// `bytes` as UTF-8, in linear time. Each error of a decoder is a U+FFFD; an ASCII byte after a byte
// that it cannot follow stays, so that no delimiter is swallowed.
std::string from_gb18030(std::string_view bytes);      ///< section 10.2.1, and GBK: 10.1.1
std::string from_big5(std::string_view bytes);         ///< section 11.1.1
std::string from_euc_jp(std::string_view bytes);       ///< section 12.1.1
std::string from_iso_2022_jp(std::string_view bytes);  ///< section 12.2.1
std::string from_shift_jis(std::string_view bytes);    ///< section 12.3.1
std::string from_euc_kr(std::string_view bytes);       ///< section 13.1.1

}  // namespace mcp::charset
