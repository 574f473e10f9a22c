// Results that are called images or audio.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixture.h"
#include "invoke/media_type.h"

namespace mcp::invoke {
namespace {

// What is called an image or audio and is plainly something else.
TEST(ResultImage, BytesThatAreNotWhatTheyAreCalledAreWhatTheyAre) {
  using namespace std::string_view_literals;
  constexpr std::string_view png = "\x89PNG\r\n\x1A\n", jpeg = "\xFF\xD8\xFF\xE0", gif = "GIF89a",
                             webp = "RIFF\x04\0\0\0WEBPVP8 "sv, wav = "RIFF\x04\0\0\0WAVE"sv,
                             mp4 =
                                 "\0\0\0\x18"
                                 "ftypavif"sv,
                             ogg = "OggS\0\x02"sv, webm = "\x1A\x45\xDF\xA3", pdf = "%PDF-1.7",
                             zip = "PK\x03\x04", other = "\x01\x02\xFE";
  struct Row {
    std::string_view declared, body,
        kind;  // "text", "json", or the type of a block and its media type
    bool is_as_declared = false;
  };
  const Row rows[] = {
      {"image/png", png, "image image/png", true},
      {"image/jpeg", jpeg, "image image/jpeg", true},
      {"image/jpg", jpeg, "image image/jpg", true},
      {"image/pjpeg", jpeg, "image image/pjpeg", true},
      {"IMAGE/GIF; a=b", gif, "image image/gif", true},
      {"image/webp", webp, "image image/webp", true},
      {"image/png", jpeg, "image image/jpeg"},
      {"image/jpeg", png, "image image/png"},
      {"image/webp", gif, "image image/gif"},
      {"image/png", webp, "image image/webp"},
      {"image/tiff", png, "image image/png"},
      {"image/apng", png, "image image/png"},
      {"image/*", gif, "image image/gif"},
      {"image/png", wav, "audio audio/wav"},
      {"image/png", pdf, "resource application/pdf"},
      {"image/gif", zip, "resource application/zip"},
      {"image/png", mp4, "resource video/mp4"},
      {"image/png", other, "resource application/octet-stream"},
      {"image/png", "\0\1\2"sv, "resource application/octet-stream"},
      {"", "\0\1\2"sv, "resource application/octet-stream", true},
      {"", "a\tb\n", "text a\tb\n", true},
      {"image/png", R"({"error":"x"})", R"(json {"error":"x"})"},
      {"image/png", " [1]\n", "json [1]"},
      {"image/png", "Not found", "text Not found"},
      {"image/png", "<!DOCTYPE html><p>\u00e9", "text <!DOCTYPE html><p>\u00e9"},
      {"image/png", "\r\n<HTML><meta charset=latin1>\xe9",
       "text \r\n<HTML><meta charset=latin1>\u00e9"},
      {"image/png", "<?xml version='1.0' encoding='latin1'?><Error>\xe9</Error>",
       "text <?xml version='1.0' encoding='latin1'?><Error>\u00e9</Error>"},
      {"image/png", "<svg/>", "text <svg/>"},
      {"image/png", "\xff\xfeN\0o\0"sv, "text No"},
      {"image/svg+xml", "<svg/>", "text <svg/>", true},
      {"image/svg+xml", "<html></html>", "text <html></html>", true},
      {"image/svg+xml", png, "image image/png"},
      {"image/svg+xml", "\x1F\x8B\x08", "resource application/gzip"},
      // Nothing is known of how these begin.
      {"image/x-own", other, "image image/x-own", true},
      {"image/avif", mp4, "image image/avif", true},
      {"image/openraster", zip, "image image/openraster", true},
      {"image/x-own", pdf, "resource application/pdf"},
      {"image/x-own", webm, "resource video/webm"},
      {"image/x-own", wav, "audio audio/wav"},
      {"image/x-own", "{}", "json {}"},
      {"image/x-own", "<html></html>", "text <html></html>"},
      {"audio/mpeg", other, "audio audio/mpeg", true},
      {"audio/x-wav", wav, "audio audio/x-wav", true},
      {"audio/mp4", mp4, "audio audio/mp4", true},
      {"audio/webm", webm, "audio audio/webm", true},
      {"audio/opus", ogg, "audio audio/opus", true},
      {"audio/mpeg", png, "image image/png"},
      {"audio/mpeg", pdf, "resource application/pdf"},
      {"audio/mpeg", R"({"error":"x"})", R"(json {"error":"x"})"},
      {"audio/x-mpegurl", "#EXTM3U\n", "text #EXTM3U\n"},
      // Other types are believed.
      {"application/pdf", png, "resource application/pdf", true},
      {"video/mp4", "{}", "resource video/mp4", true},
  };
  for (const Row& c : rows) {
    const HttpResponse response{
        200, {{"Content-Type", std::string(c.declared)}}, std::string(c.body)};
    const ToolResult result = make_result(Fixture().tool(), response);
    const auto content = json::Document::parse(result.content);
    const json::Value& block = std::get<json::Document>(content).root().items()[0];
    const auto member = [](const json::Value& value, const char* name) {
      const json::Value* found = value.find(name);
      return found == nullptr ? std::string() : std::string(found->string());
    };
    std::string kind = member(block, "type");
    if (kind == "text") {
      if (!result.structured_content.empty()) kind = "json";
      kind += " " + member(block, "text");
    } else {
      kind += " " + member(kind == "resource" ? *block.find("resource") : block, "mimeType");
    }
    EXPECT_EQ(kind, c.kind) << c.declared;
    const std::string essence = parse_content_type(c.declared).type;
    EXPECT_EQ(result.meta, c.is_as_declared ? "" : R"({"mcpcc/declared_type":")" + essence + "\"}")
        << c.declared << ' ' << c.kind;
    EXPECT_EQ(is_binary(response), !c.kind.starts_with("text") && !c.kind.starts_with("json"))
        << c.declared << ' ' << c.kind;
  }
}

// A part of an image is none, and may begin like anything.
TEST(ResultImage, PartsOfImagesAreBytes) {
  for (const std::string_view part : {"\x89PNG\r\n\x1A\n", "GIF89a", "text"}) {
    const ToolResult result =
        make_result(Fixture().tool(), {206, {{"Content-Type", "image/png"}}, std::string(part)});
    EXPECT_NE(result.content.find(R"("mimeType":"image/png","blob":)"), std::string::npos)
        << result.content;
  }
}

}  // namespace
}  // namespace mcp::invoke
