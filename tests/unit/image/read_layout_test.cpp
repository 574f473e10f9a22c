#include "image/read_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "support/digest.h"

namespace mcpcc::image {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;

class ReadLayout : public ::testing::Test {
 protected:
  ReadLayout() {
    std::string name = (fs::temp_directory_path() / "mcpcc-layout-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~ReadLayout() override { fs::remove_all(folder); }

  static Layout made(std::vector<std::string> architectures) {
    std::vector<Image> images;
    for (const auto& architecture : architectures) {
      images.push_back(make_image({"linux", architecture}, {}, tar({{"a", architecture}}, 0)));
    }
    Layout layout = make_layout(images, {});
    attach(layout, layout.images[0], "application/spdx+json", "{}\n", {{"k", "v"}});
    return layout;
  }
  void write(const Layout& layout) const {
    const auto reference = std::get<Reference>(parse_reference("pets:1"));
    for (const ArchiveEntry& entry : layout_files(layout, reference)) {
      if (entry.kind == ArchiveEntry::Kind::folder) {
        fs::create_directories(folder / entry.path);
      } else {
        put(entry.path, entry.content);
      }
    }
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  std::string get(const std::string& name) const {
    std::ifstream in(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void edit(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = get(name);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << text;
    put(name, text.replace(at, from.size(), to));
  }
  static std::string blob(const std::string& digest) { return "blobs/sha256/" + digest.substr(7); }

  std::string problem(const std::string& tag = "") const {
    const auto result = read_layout(folder, tag);
    return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "";
  }

  fs::path folder;
};

TEST_F(ReadLayout, WhatWasWritten) {
  for (const auto& architectures :
       {std::vector<std::string>{"amd64"}, std::vector<std::string>{"amd64", "arm64"}}) {
    const Layout layout = made(architectures);
    write(layout);
    for (const char* tag : {"", "1"}) {
      const auto result = read_layout(folder, tag);
      ASSERT_TRUE(std::holds_alternative<Layout>(result)) << std::get<std::string>(result);
      const auto& back = std::get<Layout>(result);
      EXPECT_EQ(back.blobs, layout.blobs);
      EXPECT_EQ(back.top.digest, layout.top.digest);
      EXPECT_EQ(back.images.size(), layout.images.size());
      ASSERT_EQ(back.referrers.size(), 1u);
      EXPECT_EQ(back.referrers[0].artifact_type, "application/spdx+json");
      EXPECT_EQ(back.referrers[0].annotations, (Labels{{"k", "v"}}));
    }
    fs::remove_all(folder / "blobs");
  }
}

TEST_F(ReadLayout, Broken) {
  const Layout layout = made({"amd64"});
  const std::string manifest = layout.top.digest;
  std::string layer;
  for (const auto& [digest, content] : layout.blobs) {
    if (content.starts_with("\x1f\x8b")) layer = digest;
  }
  const std::string size = R"("size":)" + std::to_string(layout.blobs.at(layer).size());
  struct Case {
    const char* name;
    std::function<void()> spoil;
    std::string end;
  };
  const Case cases[] = {
      {"no marker", [&] { fs::remove(folder / "oci-layout"); }, "there is no file `oci-layout`"},
      {"no index", [&] { fs::remove(folder / "index.json"); }, "there is no file `index.json`"},
      {"no JSON", [&] { put("index.json", "{"); }, "`index.json` is no JSON"},
      {"no list", [&] { put("index.json", "[]"); }, "`index.json` has no list `manifests`"},
      {"nothing", [&] { put("index.json", R"({"manifests":[]})"); }, "it holds no image"},
      {"no digest",
       [&] { put("index.json", R"({"manifests":[{"digest":"sha256:../x","size":1}]})"); },
       "a descriptor names no `sha256:` digest and size"},
      {"a layer is cut", [&] { fs::resize_file(folder / blob(layer), 10); },
       "`" + layer + "` has 10 bytes, and not " + std::to_string(layout.blobs.at(layer).size())},
      {"a layer is changed",
       [&] {
         std::string text = layout.blobs.at(layer);
         text.back() = static_cast<char>(text.back() ^ 1);
         put(blob(layer), text);
       },
       "`" + layer + "` holds something else"},
      {"a layer is missing", [&] { fs::remove(folder / blob(layer)); },
       "there is no file `" + blob(layer) + "`"},
      {"a layer is a folder",
       [&] {
         fs::remove(folder / blob(layer));
         fs::create_directory(folder / blob(layer));
       },
       "there is no file `" + blob(layer) + "`"},
      {"a manifest says another size", [&] { edit(blob(manifest), size, R"("size":1)"); },
       "`" + manifest + "` has " +
           std::to_string(layout.top.size - static_cast<int>(size.size()) + 8) +
           " bytes, and not " + std::to_string(layout.top.size)},
      {"of another kind",
       [&] { edit("index.json", "oci.image.manifest.v1+json", "oci.image.other\u202e.v1+json"); },
       "is of the kind `application/vnd.oci.image.other\\u202e.v1+json`, which is no image of OCI"},
  };
  for (const Case& c : cases) {
    fs::remove_all(folder / "blobs");
    write(layout);
    c.spoil();
    EXPECT_THAT(problem(), EndsWith(c.end)) << c.name;
  }
}

// What is not about the image that is read is not part of it.
TEST_F(ReadLayout, OtherBlobs) {
  const Layout layout = made({"amd64"});
  write(layout);
  const auto add = [&](std::string text) {
    put("blobs/sha256/" + sha256(text), text);
    return text;
  };
  std::string other = layout.blobs.at(layout.referrers[0].digest);
  const std::size_t at = other.find(layout.top.digest);
  add(other.replace(at + 10, 1, other[at + 10] == '0' ? "1" : "0"));
  add("{");
  add("[]");
  put("blobs/sha256/README", "not a blob");
  const auto result = read_layout(folder, "");
  ASSERT_TRUE(std::holds_alternative<Layout>(result)) << std::get<std::string>(result);
  EXPECT_EQ(std::get<Layout>(result).blobs, layout.blobs);
  EXPECT_EQ(std::get<Layout>(result).referrers.size(), 1u);
}

TEST_F(ReadLayout, Tags) {
  write(made({"amd64"}));
  EXPECT_THAT(problem("2"), EndsWith("it holds no image `2`"));
  const std::string index = get("index.json");
  const std::size_t begin = index.find('[') + 1;
  const std::string entry = index.substr(begin, index.find(']') - begin);
  put("index.json", R"({"manifests":[)" + entry + ',' + entry + "]}");
  EXPECT_THAT(problem(),
              EndsWith("it holds several images; the name wants the tag of one of them"));
}

}  // namespace
}  // namespace mcpcc::image
