// Encodings of several bytes: the decoders of the Encoding Standard, and glibc's iconv as the
// independent reading of every pair of bytes.
#include <gtest/gtest.h>
#include <iconv.h>

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "charset/charset.h"
#include "charset/encode.h"

namespace mcp::charset {
namespace {

std::string text(std::string_view label, std::string_view bytes) {
  return to_utf8(label, bytes).value_or("(none)");
}

TEST(MultiByte, TextsOfEachEncoding) {
  struct Row {
    std::string_view label, bytes, text;
  };
  const std::vector<Row> rows = {
      {"shift_jis", "\x93\xFA\x96{\x8C\xEA \xB6\xC5", "日本語 ｶﾅ"},
      {"windows-31j", "\x87\x40\xFA\x40\x5C\x7E", "①ⅰ\\~"},
      {"euc-jp", "\xC6\xFC\xCB\xDC\xB8\xEC \x8E\xB6\x8E\xC5", "日本語 ｶﾅ"},
      {"euc-jp", "\x8F\xB0\xA1", "丂"},  // JIS X 0212
      {"iso-2022-jp", "\x1B$BF|K\\8l\x1B(B ok", "日本語 ok"},
      {"iso-2022-jp", "\x1B(J\\~\x1B(I6E\x1B(B\\", "¥‾ｶﾅ\\"},
      {"gbk", "\xD6\xD0\xCE\xC4\x80", "中文€"},
      {"gb2312", "\xD6\xD0\xCE\xC4", "中文"},
      {"gb18030", "\x81\x30\x89\x38\x95\x32\x82\x36\xE3\x32\x9A\x35", "ß𠀀\U0010FFFF"},
      {"gb18030", "\x81\x35\xF4\x37", "\uE7C7"},  // the pointer 7457
      {"big5", "\xA4\xA4\xA4\xE5", "中文"},
      {"big5-hkscs", "\x88\x62\x88\x64\x88\xA3\x88\xA5\x87\x4A",
       "\u00CA\u0304\u00CA\u030C\u00EA\u0304\u00EA\u030C𧳅"},
      {"euc-kr", "\xC7\xD1\xB1\xDB \x8C\x63", "한글 똠"},
      {"ks_c_5601-1987", "\xC7\xD1", "한"},
  };
  for (const Row& row : rows) EXPECT_EQ(text(row.label, row.bytes), row.text) << row.label;
}

TEST(MultiByte, AnErrorSwallowsNoDelimiter) {
  struct Row {
    std::string_view label, bytes, text;
  };
  const std::vector<Row> rows = {
      {"shift_jis", "\x81\"a", "�\"a"},
      {"shift_jis", "\xFD\xFE\xFF\xA0", "����"},
      {"shift_jis", "a\x81", "a�"},
      {"shift_jis", "\xEF\xFC\xF0\x40", "�\uE000"},
      {"euc-jp", "\xA4\"", "�\""},
      {"euc-jp", "\x8F\xA1\"", "�\""},
      {"euc-jp", "\x8F\xA1\xA1", "�"},
      {"euc-jp", "\x8F\xA1", "�"},
      {"euc-jp", "\x8E\x41", "�A"},
      {"euc-jp", "\xA4\xFF", "�"},
      {"big5", "\x81\"", "�\""},
      {"big5", "\x81\x80", "�"},
      {"big5", "\x81\x40", "�@"},
      {"big5", "\xFF\x80", "��"},
      {"gbk", "\x81\"", "�\""},
      {"gbk", "\x81\xFF", "�"},
      {"gbk", "\x81\x30\x81\"", "�0�\""},
      {"gbk", "\x81\x30\"", "�0\""},
      {"gbk", "\x81\x30\x81", "�"},
      {"gbk", "\x81\x30", "�"},
      {"gb18030", "\xFE\x39\xFE\x39", "�"},
      {"gb18030", "\xFF", "�"},
      {"gb18030", "\x84\x31\xA5\x30", "�"},
      {"euc-kr", "\x81\"", "�\""},
      {"euc-kr", "\x81\x40", "�@"},
      {"euc-kr", "\x80\xFF", "��"},
      {"euc-kr", "\xC9\xA1", "�"},
      {"iso-2022-jp", "\x1B$B\x24\x1B(B\"", "�\""},
      {"iso-2022-jp", "\x1B$B\x24", "�"},
      {"iso-2022-jp", "\x1B$B\x1B(B", "�"},
      {"iso-2022-jp", "a\x1B$", "a�$"},
      {"iso-2022-jp", "\x1B(Xa", "�(Xa"},
      {"iso-2022-jp", "\x0E\x0F\x80", "���"},
      {"iso-2022-jp", "\x1B(I\x60", "�"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(text(row.label, row.bytes), row.text) << row.label << ' ' << row.bytes;
  }
}

TEST(Encode, WhatIsWrittenIsReadBack) {
  struct Row {
    std::string_view label, text, bytes;  // no bytes: it cannot be written
  };
  using namespace std::string_view_literals;
  const std::vector<Row> rows = {
      {"utf-8", "é", "é"},
      {"iso-8859-1", "é~", "\xE9~"},
      {"iso-8859-1", "€", ""},
      {"windows-1252", "€", "\x80"},
      {"us-ascii", "é", ""},
      {"iso-8859-15", "€", "\xA4"},
      {"koi8-r", "мир", "\xCD\xC9\xD2"},
      {"shift_jis", "日本ｶ", "\x93\xFA\x96{\xB6"},
      {"euc-jp", "日本", "\xC6\xFC\xCB\xDC"},
      {"gbk", "中文", "\xD6\xD0\xCE\xC4"},
      {"big5", "中文", "\xA4\xA4\xA4\xE5"},
      {"euc-kr", "한글", "\xC7\xD1\xB1\xDB"},
      {"shift_jis", "한", ""},
      {"utf-16be", "a€😀", "\0a\x20\xAC\xD8\x3D\xDE\0"sv},
      {"utf-16le", "a€", "a\0\xAC\x20"sv},
      {"utf-16", "a", "\xFE\xFF\0a"sv},
      {"utf-32be", "a😀", "\0\0\0a\0\1\xF6\0"sv},
      {"utf-32le", "a€", "a\0\0\0\xAC\x20\0\0"sv},
      {"utf-32", "a", "\0\0\xFE\xFF\0\0\0a"sv},
      {"iso-2022-jp", "abc", "abc"},
      {"iso-2022-jp", "日本 ok", "\x1B$BF|K\\\x1B(B ok"},
      {"iso-2022-jp", "a¥\\日", "a\x1B(J\\\x1B(B\\\x1B$BF|\x1B(B"},
      {"iso-2022-jp", "ｶ", ""},
      {"iso-2022-jp", "\x1B", ""},
      {"iso-2022-jp", "😀", ""},
      {"gb18030", "中€", "\xD6\xD0\xA2\xE3"},
      {"gb18030", "ß𠀀\U0010FFFF", "\x81\x30\x89\x38\x95\x32\x82\x36\xE3\x32\x9A\x35"},
      {"gb18030", "\uE7C7\uFFFD", "\x81\x35\xF4\x37\x84\x31\xA4\x37"},
      {"gbk", "€", "\x80"},
      {"gbk", "😀", ""},
      {"x-nobody", "é", ""},
      {"hz", "abc", ""},
  };
  for (const Row& row : rows) {
    const auto bytes = from_utf8(row.label, row.text);
    EXPECT_EQ(bytes.value_or(""), row.bytes) << row.label << ' ' << row.text;
    if (bytes) {
      EXPECT_EQ(text(row.label, *bytes), row.text) << row.label;
    }
  }
}

class Iconv {
 public:
  explicit Iconv(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  ~Iconv() { iconv_close(handle_); }
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;

  [[nodiscard]] bool is_there() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Empty: iconv cannot read it.
  std::string read(std::string bytes) {
    std::array<char, 64> buffer{};
    char* in = bytes.data();
    char* out = buffer.data();
    std::size_t left = bytes.size();
    std::size_t room = buffer.size();
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    const bool bad = iconv(handle_, &in, &left, &out, &room) == static_cast<std::size_t>(-1);
    // Some encodings hold a character back until they know the next one.
    iconv(handle_, nullptr, nullptr, &out, &room);
    return bad || left > 0 ? "" : std::string(buffer.data(), buffer.size() - room);
  }

 private:
  iconv_t handle_;
};

/// How many of `sequences` both readings know; their differences are exactly `known`.
std::size_t agreeing(std::string_view label, const char* charset,
                     const std::vector<std::string>& sequences,
                     const std::map<std::string, std::string>& known = {}) {
  Iconv other(charset);
  EXPECT_TRUE(other.is_there()) << charset;
  std::size_t same = 0;
  std::map<std::string, std::string> differences;
  for (const std::string& bytes : sequences) {
    const std::string ours = text(label, bytes);
    const std::string theirs = other.read(bytes);
    if (theirs.empty() || ours.find("\uFFFD") != std::string::npos) continue;
    if (ours == theirs) {
      ++same;
    } else {
      differences[ours] = theirs;
    }
  }
  EXPECT_EQ(differences, known) << label << " and " << charset;
  return same;
}

std::vector<std::string> pairs(const std::string& before = {}) {
  std::vector<std::string> out;
  for (int first = 0x80; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      out.push_back(before + static_cast<char>(first) + static_cast<char>(second));
    }
  }
  return out;
}

TEST(MultiByte, EveryPairIsWhatIconvReads) {
  EXPECT_GT(agreeing("shift_jis", "CP932", pairs()), 21'000U);
  EXPECT_GT(agreeing("euc-kr", "UHC", pairs()), 17'000U);
  EXPECT_GT(agreeing("gbk", "GBK", pairs()), 21'000U);
  // The standard maps these as Windows does; iconv as JIS does.
  EXPECT_GT(
      agreeing("euc-jp", "EUC-JP", pairs(),
               {{"～", "〜"}, {"∥", "‖"}, {"－", "−"}, {"￠", "¢"}, {"￡", "£"}, {"￢", "¬"}}),
      6'000U);
  EXPECT_GT(agreeing("euc-jp", "EUC-JP", pairs("\x8F")), 6'000U);
  EXPECT_GT(agreeing("big5", "BIG5-HKSCS", pairs(),
                     {{"‧", "•"},
                      {"﹑", "､"},
                      {"¯", "‾"},
                      {"～", "∼"},
                      {"⊕", "♁"},
                      {"⊙", "☉"},
                      {"∕", "／"},
                      {"﹨", "＼"},
                      {"￥", "¥"},
                      {"￠", "¢"},
                      {"￡", "£"}}),
            18'000U);
}

TEST(MultiByte, EveryFourBytesOfGb18030AreWhatIconvReads) {
  std::vector<std::string> sequences;
  for (int first = 0x81; first <= 0xFE; ++first) {
    for (int second = '0'; second <= '9'; ++second) {
      for (int third = 0x81; third <= 0xFE; ++third) {
        for (int fourth = '0'; fourth <= '9'; ++fourth) {
          // Beyond the basic plane they follow one another: some of each row will do.
          if (first > 0x84 && (third % 21 != 0 || fourth != '7')) continue;
          sequences.push_back({static_cast<char>(first), static_cast<char>(second),
                               static_cast<char>(third), static_cast<char>(fourth)});
        }
      }
    }
  }
  EXPECT_GT(agreeing("gb18030", "GB18030", sequences), 40'000U);
}

}  // namespace
}  // namespace mcp::charset
