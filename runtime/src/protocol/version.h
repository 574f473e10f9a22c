// The protocol revisions this runtime speaks, and what each of them knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mcp::protocol {

/// Legacy is every version but the last one: an `initialize` handshake. Modern is 2026-07-28: every
/// request carries its version in `params._meta`.
enum class Version : std::uint8_t {
  v2024_11_05,
  v2025_03_26,
  v2025_06_18,
  v2025_11_25,
  v2026_07_28
};

inline constexpr Version latest_legacy = Version::v2025_11_25;
inline constexpr Version latest = Version::v2026_07_28;

std::string_view to_string(Version version);
std::optional<Version> parse_version(std::string_view text);

inline bool is_modern(Version version) { return version == Version::v2026_07_28; }

/// Whether `text` names a revision of the modern era, one that this runtime does not serve
/// included. Revisions are dates, so text order is time order; anything that sorts later was not
/// written by a legacy client.
bool names_modern(std::string_view text);

// The changelogs and `schema.ts` of each revision.
inline bool has_annotations(Version version) { return version >= Version::v2025_03_26; }
inline bool has_audio(Version version) { return version >= Version::v2025_03_26; }
inline bool has_completions(Version version) { return version >= Version::v2025_03_26; }
inline bool has_progress_message(Version version) { return version >= Version::v2025_03_26; }
inline bool has_elicitation(Version version) { return version >= Version::v2025_06_18; }
inline bool has_links(Version version) { return version >= Version::v2025_06_18; }
inline bool has_icons(Version version) { return version >= Version::v2025_11_25; }
inline bool has_batches(Version version) { return version == Version::v2025_03_26; }
/// Tasks that the client asks for; in 2026-07-28 they are an extension, and the server decides.
inline bool has_client_tasks(Version version) { return version == Version::v2025_11_25; }
inline bool has_titles(Version version) { return version >= Version::v2025_06_18; }
inline bool has_structured_content(Version version) { return version >= Version::v2025_06_18; }
inline bool has_website_url(Version version) { return version >= Version::v2025_11_25; }
/// Whether an error response may leave out an `id` that could not be read; JSON-RPC 2.0 itself
/// wants null there.
inline bool may_omit_id(Version version) { return version >= Version::v2025_11_25; }

}  // namespace mcp::protocol
