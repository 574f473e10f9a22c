#include "image/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace mcpcc::image {
namespace {

using Kind = ArchiveEntry::Kind;

const std::vector<ArchiveEntry> entries = {
    {"server", "ELF", 0755, Kind::file},
    {"etc", {}, 0755, Kind::folder},
    {"etc/passwd", "root:x:0:0\n", 0644, Kind::file},
    {"etc/link", "passwd", 0777, Kind::link},
    {"empty", "", 0600, Kind::file},
};

// What an archive holds, an entry a line: path, mode, owner, time, content.
std::string listing(const std::string& bytes) {
  archive* in = archive_read_new();
  archive_read_support_format_all(in);
  archive_read_support_filter_all(in);
  EXPECT_EQ(archive_read_open_memory(in, bytes.data(), bytes.size()), ARCHIVE_OK);
  std::string out;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(in, &entry) == ARCHIVE_OK) {
    char mode[16];
    std::snprintf(mode, sizeof mode, "%o", static_cast<unsigned>(archive_entry_mode(entry)));
    out += std::string(archive_entry_pathname(entry)) + ' ' + mode + ' ' +
           std::to_string(archive_entry_uid(entry)) + ':' +
           std::to_string(archive_entry_gid(entry));
    out += ' ' + std::to_string(archive_entry_mtime(entry)) + ' ';
    if (const char* target = archive_entry_symlink(entry)) out += std::string("-> ") + target;
    char buffer[4096];
    for (la_ssize_t size; (size = archive_read_data(in, buffer, sizeof buffer)) > 0;) {
      out.append(buffer, static_cast<std::size_t>(size));
    }
    out += '\n';
  }
  archive_read_free(in);
  return out;
}

TEST(Archive, TarHoldsWhatItIsMadeOf) {
  EXPECT_EQ(listing(tar(entries, 1700000000)),
            "empty 100600 0:0 1700000000 \n"
            "etc/ 40755 0:0 1700000000 \n"
            "etc/link 120777 0:0 1700000000 -> passwd\n"
            "etc/passwd 100644 0:0 1700000000 root:x:0:0\n\n"
            "server 100755 0:0 1700000000 ELF\n");
}

TEST(Archive, TarDoesNotDependOnOrder) {
  EXPECT_EQ(tar(entries, 0), tar({entries.rbegin(), entries.rend()}, 0));
}

// POSIX.1-1988 ustar, so that every reader understands it: magic and version, no names of owners.
TEST(Archive, TarIsUstar) {
  const std::string bytes = tar({entries[2]}, 0);
  EXPECT_EQ(bytes.substr(257, 8), std::string("ustar\0"
                                              "00",
                                              8));
  EXPECT_EQ(bytes.substr(265, 64), std::string(64, '\0'));
  EXPECT_EQ(bytes.substr(136, 12), "00000000000 ") << "time";
  EXPECT_EQ(bytes.size() % 512, 0u);
}

TEST(Archive, TarTakesLongPaths) {
  const std::string path = std::string(120, 'a') + '/' + std::string(200, 'b');
  const std::string bytes = tar({{path, "x", 0644, Kind::file}}, 0);
  EXPECT_EQ(listing(bytes), path + " 100644 0:0 0 x\n");
  EXPECT_EQ(bytes, tar({{path, "x", 0644, Kind::file}}, 0));
}

TEST(Archive, OnePathTwice) { EXPECT_THROW(tar({entries[0], entries[0]}, 0), std::runtime_error); }

TEST(Archive, GzipHasNoTime) {
  const std::string bytes = gzip(std::string(100'000, 'x'));
  EXPECT_LT(bytes.size(), 1000u);
  EXPECT_EQ(bytes.substr(0, 4), "\x1f\x8b\x08" + std::string(1, '\0')) << "no name";
  EXPECT_EQ(bytes.substr(4, 4), std::string(4, '\0')) << "no time";
  EXPECT_EQ(bytes, gzip(std::string(100'000, 'x')));
  EXPECT_EQ(listing(gzip(tar(entries, 7))), listing(tar(entries, 7)));
}

// Zip has local times: where the machine stands must not show.
TEST(Archive, ZipDoesNotDependOnTheTimeZone) {
  const auto in_zone = [](const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
    return zip(entries);
  };
  const std::string bytes = in_zone("America/Los_Angeles");
  EXPECT_EQ(bytes, in_zone("Pacific/Kiritimati"));
  unsetenv("TZ");
  tzset();
  const std::string list = listing(bytes);
  EXPECT_NE(list.find("server 100755 0:0"), std::string::npos) << list;
  EXPECT_NE(list.find("root:x:0:0\n"), std::string::npos) << list;
}

}  // namespace
}  // namespace mcpcc::image
