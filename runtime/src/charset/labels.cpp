// Facts of the Encoding Standard (https://encoding.spec.whatwg.org/), section 4.2: names and
// labels.
#include "charset/labels.h"

#include <algorithm>
#include <array>
#include <string>

namespace mcp::charset {
namespace {

struct Row {
  CharsetKind kind;
  std::size_t table;
  std::string_view labels;  // with spaces around each
};
using enum CharsetKind;

// `cp932`, `cp949`, `latin-1`, `utf-7` and those of UTF-32 are none of the standard, but APIs write
// them.
constexpr std::array<Row, 41> rows = {{
    {single_byte, 0, " 866 cp866 csibm866 ibm866 "},
    {single_byte, 1,
     " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2"
     " iso_8859-2:1987 l2 latin2 "},
    {single_byte, 2,
     " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3"
     " iso_8859-3:1988 l3 latin3 "},
    {single_byte, 3,
     " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4"
     " iso_8859-4:1988 l4 latin4 "},
    {single_byte, 4,
     " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595"
     " iso_8859-5 iso_8859-5:1988 "},
    {single_byte, 5,
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114"
     " iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596"
     " iso_8859-6 iso_8859-6:1987 "},
    {single_byte, 6,
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126"
     " iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek "},
    {single_byte, 7,
     " csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138"
     " iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual "},
    {single_byte, 8, " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {single_byte, 9, " iso-8859-13 iso8859-13 iso885913 "},
    {single_byte, 10, " iso-8859-14 iso8859-14 iso885914 "},
    {single_byte, 11, " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {single_byte, 12, " iso-8859-16 "},
    {single_byte, 13, " cskoi8r koi koi8 koi8-r koi8_r "},
    {single_byte, 14, " koi8-ru koi8-u "},
    {single_byte, 15, " csmacintosh mac macintosh x-mac-roman "},
    {single_byte, 16, " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {single_byte, 17, " cp1250 windows-1250 x-cp1250 "},
    {single_byte, 18, " cp1251 windows-1251 x-cp1251 "},
    {single_byte, 19,
     " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100"
     " iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii"
     " windows-1252 x-cp1252 latin-1 "},
    {single_byte, 20, " cp1253 windows-1253 x-cp1253 "},
    {single_byte, 21,
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9"
     " iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254 "},
    {single_byte, 22, " cp1255 windows-1255 x-cp1255 "},
    {single_byte, 23, " cp1256 windows-1256 x-cp1256 "},
    {single_byte, 24, " cp1257 windows-1257 x-cp1257 "},
    {single_byte, 25, " cp1258 windows-1258 x-cp1258 "},
    {single_byte, 26, " x-mac-cyrillic x-mac-ukrainian "},
    {utf_8, 0, " unicode-1-1-utf-8 utf-8 utf8 unicode11utf8 unicode20utf8 x-unicode20utf8 "},
    {single_byte, 7, " csiso88598i iso-8859-8-i logical "},
    {gb18030, 0,
     " chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58"
     " x-gbk gb18030 "},
    {big5, 0, " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    {euc_jp, 0, " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {iso_2022_jp, 0, " csiso2022jp iso-2022-jp "},
    {shift_jis, 0, " cp932 csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {euc_kr, 0,
     " cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987"
     " ks_c_5601-1989 ksc5601 ksc_5601 cp949 windows-949 "},
    {escapes, 0,
     " csiso2022jp2 iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 x-iso-2022-jp"
     " csiso2022kr hz hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr utf-7 "},
    {utf_32, 0, " utf-32 utf32 ucs-4 iso-10646-ucs-4 csucs4 "},
    {utf_32be, 0, " utf-32be utf32be ucs-4be "},
    {utf_32le, 0, " utf-32le utf32le ucs-4le "},
    {utf_16be, 0, " utf-16be unicodefffe "},
    {utf_16le, 0, " utf-16 utf-16le csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff "},
}};

}  // namespace

Charset find_charset(std::string_view label) {
  const std::string word = " " + std::string(label) + " ";
  const auto* const found = std::ranges::find_if(
      rows, [&](const Row& row) { return row.labels.find(word) != std::string_view::npos; });
  if (found == rows.end() || label.find(' ') != std::string_view::npos) {
    return {CharsetKind::unknown, nullptr};
  }
  return {found->kind, found->kind == single_byte ? &single_byte_tables[found->table] : nullptr};
}

}  // namespace mcp::charset
