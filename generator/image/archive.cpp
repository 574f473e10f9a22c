#include "image/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mcpcc::image {

namespace {

struct FreeArchive {
  void operator()(::archive* archive) const { archive_write_free(archive); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Archive = std::unique_ptr<::archive, FreeArchive>;
using Entry = std::unique_ptr<archive_entry, FreeEntry>;

la_ssize_t append(::archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void check(const Archive& archive, int result) {
  if (result == ARCHIVE_OK) return;
  const char* message = archive_error_string(archive.get());
  throw std::runtime_error(message == nullptr ? "libarchive failed" : message);
}

Archive make() {
  Archive archive(archive_write_new());
  if (!archive) throw std::bad_alloc();
  return archive;
}

void open(const Archive& archive, std::string& out) {
  check(archive, archive_write_set_bytes_in_last_block(archive.get(), 1));
  check(archive, archive_write_open(archive.get(), &out, nullptr, append, nullptr));
}

void write(const Archive& archive, const Entry& entry, std::string_view content) {
  check(archive, archive_write_header(archive.get(), entry.get()));
  while (!content.empty()) {
    const la_ssize_t written = archive_write_data(archive.get(), content.data(), content.size());
    if (written <= 0) check(archive, ARCHIVE_FATAL);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  check(archive, archive_write_finish_entry(archive.get()));
}

void sort(std::vector<ArchiveEntry>& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  const auto same =
      std::adjacent_find(entries.begin(), entries.end(),
                         [](const auto& a, const auto& b) { return a.path == b.path; });
  if (same != entries.end()) throw std::runtime_error("two files of one path: " + same->path);
}

Entry make_entry(const ArchiveEntry& from) {
  Entry entry(archive_entry_new());
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname(entry.get(), from.path.c_str());
  archive_entry_set_perm(entry.get(), static_cast<mode_t>(from.mode));
  archive_entry_set_uid(entry.get(), 0);
  archive_entry_set_gid(entry.get(), 0);
  switch (from.kind) {
    case ArchiveEntry::Kind::file:
      archive_entry_set_filetype(entry.get(), AE_IFREG);
      archive_entry_set_size(entry.get(), static_cast<la_int64_t>(from.content.size()));
      break;
    case ArchiveEntry::Kind::folder:
      archive_entry_set_filetype(entry.get(), AE_IFDIR);
      break;
    case ArchiveEntry::Kind::link:
      archive_entry_set_filetype(entry.get(), AE_IFLNK);
      archive_entry_set_symlink(entry.get(), from.content.c_str());
      break;
  }
  return entry;
}

std::string_view data_of(const ArchiveEntry& entry) {
  return entry.kind == ArchiveEntry::Kind::file ? std::string_view(entry.content)
                                                : std::string_view();
}

}  // namespace

std::string tar(std::vector<ArchiveEntry> entries, std::int64_t time) {
  sort(entries);
  std::string out;
  const Archive archive = make();
  check(archive, archive_write_set_format_pax_restricted(archive.get()));
  open(archive, out);
  for (const ArchiveEntry& from : entries) {
    const Entry entry = make_entry(from);
    archive_entry_set_mtime(entry.get(), time, 0);
    write(archive, entry, data_of(from));
  }
  check(archive, archive_write_close(archive.get()));
  return out;
}

std::string gzip(std::string_view bytes) {
  std::string out;
  const Archive archive = make();
  check(archive, archive_write_set_format_raw(archive.get()));
  check(archive, archive_write_add_filter_gzip(archive.get()));
  check(archive, archive_write_set_filter_option(archive.get(), "gzip", "timestamp", nullptr));
  check(archive, archive_write_set_filter_option(archive.get(), "gzip", "compression-level", "9"));
  open(archive, out);
  const Entry entry = make_entry({"-", std::string(), 0644, ArchiveEntry::Kind::file});
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  write(archive, entry, bytes);
  check(archive, archive_write_close(archive.get()));
  return out;
}

std::string zip(std::vector<ArchiveEntry> entries) {
  sort(entries);
  std::string out;
  const Archive archive = make();
  check(archive, archive_write_set_format_zip(archive.get()));
  check(archive, archive_write_set_format_option(archive.get(), "zip", "compression-level", "9"));
  open(archive, out);
  for (const ArchiveEntry& from : entries) {
    write(archive, make_entry(from), data_of(from));
  }
  check(archive, archive_write_close(archive.get()));
  return out;
}

}  // namespace mcpcc::image
