#include "image/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "../killed/killed.h"
#include "image/archive.h"

namespace mcpcc::image {
namespace {

namespace fs = std::filesystem;
using Kind = ArchiveEntry::Kind;
using ::testing::HasSubstr;

class Output : public ::testing::Test {
 protected:
  Output() {
    std::string name = (fs::temp_directory_path() / "mcpcc-image-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~Output() override { fs::remove_all(folder); }

  // Everything below the folder, so that nothing is left lying about unseen.
  std::string listing() const {
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      std::string line = entry.path().lexically_relative(folder).generic_string();
      if (entry.is_regular_file()) line += "=" + read(entry.path());
      lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const auto& line : lines) out += line + '\n';
    return out;
  }
  static std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  static WriteFailure write_folder(const fs::path& path, const std::vector<ArchiveEntry>& made) {
    Outputs outputs;
    WriteFailure failure = outputs.add_folder(path, made, "mark");
    return failure.message.empty() ? outputs.commit() : failure;
  }
  static WriteFailure write_file(const fs::path& path, const std::string& content) {
    Outputs outputs;
    WriteFailure failure = outputs.add_file(path, content);
    return failure.message.empty() ? outputs.commit() : failure;
  }

  fs::path folder;
  // A description of a file begins with its format.
  const std::string format = R"({"spdxVersion":")";
  const std::vector<ArchiveEntry> entries = {{"blobs", {}, 0755, Kind::folder},
                                             {"blobs/a", "A", 0644, Kind::file},
                                             {"mark", "m", 0644, Kind::file}};
};

TEST_F(Output, KeepsFilesOfOthers) {
  put(folder / "notes.tar", "notes");
  EXPECT_THAT(Outputs::check_archive(folder / "notes.tar").message, HasSubstr("is no image"));
  put(folder / "image.tar", tar({{"manifest.json", "[]", 0644, Kind::file}}, 0));
  EXPECT_EQ(Outputs::check_archive(folder / "image.tar").message, "");
  put(folder / "other.tar", tar({{"notes", "notes", 0644, Kind::file}}, 0));
  EXPECT_THAT(Outputs::check_archive(folder / "other.tar").message, HasSubstr("is no image"));
  EXPECT_EQ(Outputs::check_archive(folder / "new.tar").message, "");

  put(folder / "layout/oci-layout", "{}");
  put(folder / "layout/blobs/sha256" / std::string(64, 'a'), "{}");
  EXPECT_EQ(Outputs::check_folder(folder / "layout", "oci-layout").message, "");
  put(folder / "layout/blobs/notes", "notes");
  EXPECT_THAT(Outputs::check_folder(folder / "layout", "oci-layout").message,
              HasSubstr("holds other files"));

  put(folder / "new.tar.provenance.json", "notes");
  Outputs outputs;
  EXPECT_THAT(outputs.add_description(folder / "new.tar.provenance.json", format + "new").message,
              HasSubstr("does not describe an image"));
  EXPECT_EQ(read(folder / "new.tar.provenance.json"), "notes");
}

TEST_F(Output, MakesAFolder) {
  EXPECT_EQ(write_folder(folder / "x/layout", entries).message, "");
  EXPECT_EQ(listing(), "x\nx/layout\nx/layout/blobs\nx/layout/blobs/a=A\nx/layout/mark=m\n");
}

TEST_F(Output, ReplacesWhatItMade) {
  put(folder / "layout/mark", "old");
  put(folder / "layout/blobs/old", "old");
  EXPECT_EQ(write_folder(folder / "layout/", entries).message, "");
  EXPECT_EQ(listing(), "layout\nlayout/blobs\nlayout/blobs/a=A\nlayout/mark=m\n");
}

// A run that was killed left half of its work beside the place.
TEST_F(Output, IsNotHinderedByAnEarlierRun) {
  put(folder / "layout.mcpcc-new/blobs/half", "half");
  EXPECT_EQ(write_folder(folder / "layout", entries).message, "");
  EXPECT_EQ(listing(), "layout\nlayout/blobs\nlayout/blobs/a=A\nlayout/mark=m\n");
}

TEST_F(Output, KeepsWhatItDidNotMake) {
  put(folder / "layout/precious", "p");
  const WriteFailure failure = write_folder(folder / "layout", entries);
  EXPECT_TRUE(failure.is_not_ours);
  EXPECT_THAT(failure.message, HasSubstr("holds other files"));
  EXPECT_EQ(listing(), "layout\nlayout/precious=p\n");
  EXPECT_TRUE(write_folder(folder / "layout/precious", entries).is_not_ours);
  EXPECT_TRUE(write_file(folder / "layout", "x").is_not_ours);
  EXPECT_EQ(listing(), "layout\nlayout/precious=p\n");
}

TEST_F(Output, AllOrNothing) {
  {
    Outputs outputs;
    EXPECT_EQ(outputs.add_folder(folder / "layout", entries, "mark").message, "");
    EXPECT_EQ(outputs.add_file(folder / "a.json", "a").message, "");
    put(folder / "b/precious", "p");
    EXPECT_TRUE(outputs.add_file(folder / "b", "b").is_not_ours);
  }
  EXPECT_EQ(listing(), "b\nb/precious=p\n");
}

TEST_F(Output, ReplacesAFile) {
  put(folder / "a.tar", "old");
  EXPECT_EQ(write_file(folder / "a.tar", "new").message, "");
  EXPECT_EQ(listing(), "a.tar=new\n");
}

// A limit on the size of files fails as a full disk does: some bytes are written, then no more.
TEST_F(Output, ADiskThatIsFullLeavesNothing) {
  put(folder / "a.tar", "old");
  put(folder / "layout/mark", "old");
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const WriteFailure of_file = write_file(folder / "a.tar", std::string(5000, 'x'));
  const WriteFailure of_folder = write_folder(
      folder / "layout", {entries[2], {"large", std::string(5000, 'x'), 0644, Kind::file}});
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(of_file.message, HasSubstr("a.tar.mcpcc-new`: File too large"));
  EXPECT_THAT(of_folder.message, HasSubstr("large`: File too large"));
  EXPECT_FALSE(of_file.is_not_ours);
  EXPECT_EQ(listing(), "a.tar=old\nlayout\nlayout/mark=old\n");
}

// Killed in front of any change of the disk: the folder and each file is the old one or the new
// one, what describes the folder never stands beside another, and the next run clears up.
TEST_F(Output, AKilledRunLeavesOldOrNewAndHindersNoOther) {
  const auto write = [&] {
    Outputs outputs;
    outputs.add_folder(folder / "layout", entries, "mark");
    outputs.add_description(folder / "layout.a.json", format + "new");
    outputs.add_description(folder / "layout.b.json", format + "same");
    outputs.commit();
  };
  const std::string old_folder = "layout/blobs\nlayout/blobs/old=old\nlayout/mark=old\n";
  const std::string new_folder = "layout/blobs\nlayout/blobs/a=A\nlayout/mark=m\n";
  const std::string finished =
      "layout\nlayout.a.json=" + format + "new\nlayout.b.json=" + format + "same\n" + new_folder;
  for (const bool has_old : {false, true}) {
    int kills = 0;
    for (bool ended = false; !ended; ++kills) {
      ASSERT_LT(kills, 200);
      fs::remove_all(folder);
      fs::create_directory(folder);
      if (has_old) {
        put(folder / "layout/mark", "old");
        put(folder / "layout/blobs/old", "old");
        put(folder / "layout.a.json", format + "old");
        put(folder / "layout.b.json", format + "same");
      }
      ended = survives(kills + 1, write);
      const std::string message = (has_old ? "replacing, call " : "call ") + std::to_string(kills);
      const std::string found = listing();
      const bool is_new = fs::exists(folder / "layout/blobs/a");
      if (is_new) {
        EXPECT_THAT(found, HasSubstr(new_folder)) << message;
      } else if (has_old) {
        EXPECT_THAT(found, HasSubstr(old_folder)) << message;
      } else {
        EXPECT_FALSE(fs::exists(folder / "layout")) << message;
      }
      const std::string about = read(folder / "layout.a.json");
      EXPECT_TRUE(about.empty() || about == format + (is_new ? "new" : "old"))
          << message << ": " << about;
      if (ended) {
        EXPECT_EQ(found, finished);
      }
      write();
      EXPECT_EQ(listing(), finished) << message;
    }
    EXPECT_GT(kills, 10);
  }
}

// As on file systems that cannot exchange two names.
TEST_F(Output, WhatAKilledRunMovedAsideComesBackOrGoes) {
  put(folder / "layout.mcpcc-old/mark", "old");
  EXPECT_EQ(write_folder(folder / "layout", entries).message, "");
  EXPECT_EQ(listing(), "layout\nlayout/blobs\nlayout/blobs/a=A\nlayout/mark=m\n");
}

}  // namespace
}  // namespace mcpcc::image
