// Full text over names, descriptions and tools. Texts are taken apart into words here and not by
// the databases, so that both find the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/database.h"
#include "registry/record.h"

namespace mcpcc::registry {

/// The words of a text, in lower case, in their order, repeated ones as well. A word is letters and
/// digits; everything else, `_` and `-` included, lies between words. ASCII, Latin, Greek and
/// Cyrillic letters are lower-cased. A word ends after 64 bytes at the latest.
std::vector<std::string> words(std::string_view text);

/// The words by which a record is found: those of its name and of what its content says of itself
/// and of its tools; each once, sorted, 256 KiB at most.
std::vector<std::string> words_of_record(const Version& version);

/// Replaces what the index has of the record in row `row`. Within a transaction.
void index_record(Database& database, std::int64_t row, const Version& version);

struct Hit {
  Version version;
  std::vector<std::string> tools;  ///< of a server: those that have all the words, else one of them
};

/// The records that have all words of `query`, the last characters of each word may be missing:
/// those first that have most of them in name or title, then by kind and name. At most 16 words
/// count. None for a query without a word.
std::vector<Hit> search(Database& database, std::string_view query, std::optional<Kind> kind);

/// Records whose words in the index are not those of their content.
std::vector<RecordId> wrongly_indexed(Database& database);

}  // namespace mcpcc::registry
