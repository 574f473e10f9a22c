#include "schema/format/characters.h"
#include "schema/format/checks.h"

namespace mcp::schema {
namespace {

bool take_date(Cursor& in) {
  const int year = in.take_number(4);
  if (year < 0 || !in.take('-')) return false;
  const int month = in.take_number(2);
  if (month < 1 || month > 12 || !in.take('-')) return false;
  const int day = in.take_number(2);
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day >= 1 && day <= days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/// RFC 3339, section 5.6, full-time. Second 60 only where a leap second can be: at 23:59:60 UTC
/// (section 5.7).
bool take_time(Cursor& in) {
  const int hour = in.take_number(2);
  if (hour < 0 || hour > 23 || !in.take(':')) return false;
  const int minute = in.take_number(2);
  if (minute < 0 || minute > 59 || !in.take(':')) return false;
  const int second = in.take_number(2);
  if (second < 0 || second > 60) return false;
  if (in.take('.') && in.take_while(is_digit).empty()) return false;
  int offset = 0;
  if (!in.take('Z') && !in.take('z')) {
    const int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
    const int hours = sign == 0 ? -1 : in.take_number(2);
    if (hours < 0 || hours > 23 || !in.take(':')) return false;
    const int minutes = in.take_number(2);
    if (minutes < 0 || minutes > 59) return false;
    offset = sign * (hours * 60 + minutes);
  }
  constexpr int day = 24 * 60;
  return second < 60 || (hour * 60 + minute - offset + 2 * day) % day == day - 1;
}

/// A number and its unit, in the order of `units`, none of which may be left out between two that
/// are there (RFC 3339, appendix A). False: none at all, or something else.
bool take_units(Cursor& in, std::string_view units) {
  std::size_t next = std::string_view::npos;
  while (is_digit(in.peek())) {
    in.take_while(is_digit);
    const std::size_t unit = in.at_end() ? std::string_view::npos : units.find(in.peek());
    if (unit == std::string_view::npos || (next != std::string_view::npos && unit != next)) {
      return false;
    }
    in.skip(1);
    next = unit + 1;
  }
  return next != std::string_view::npos;
}

}  // namespace

bool is_date(std::string_view text) {
  Cursor in(text);
  return take_date(in) && in.at_end();
}

bool is_time(std::string_view text) {
  Cursor in(text);
  return take_time(in) && in.at_end();
}

bool is_date_time(std::string_view text) {
  Cursor in(text);
  return take_date(in) && (in.take('T') || in.take('t')) && take_time(in) && in.at_end();
}

bool is_duration(std::string_view text) {
  Cursor in(text);
  if (!in.take('P')) return false;
  if (in.peek() != 'T') {
    if (text.ends_with('W')) return take_units(in, "W") && in.at_end();
    if (!take_units(in, "YMD")) return false;
  }
  if (in.take('T') && !take_units(in, "HMS")) return false;
  return in.at_end();
}

}  // namespace mcp::schema
