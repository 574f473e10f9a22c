#include "invoke/path.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "invoke/percent.h"
#include "invoke/serialize.h"

namespace mcp::invoke {
namespace {

constexpr int max_decodings = 8;

const Argument* find_argument(const Tool& tool, std::string_view wire_name) {
  const auto found =
      std::find_if(tool.arguments.begin(), tool.arguments.end(), [&](const Argument& argument) {
        return argument.location == Location::path && argument.wire_name.view() == wire_name;
      });
  return found == tool.arguments.end() ? nullptr : found;
}

/// The segment that is being written, and whose values are in it.
class PathWriter {
 public:
  PathWriter(const Tool& tool, const Values& values, const schema::Names& names, Problems& problems)
      : tool_(tool),
        values_(values),
        names_(names),
        problems_(problems),
        conforms_(problems.empty()) {}

  std::string write(std::string_view path) {
    if (!path.starts_with('/')) out_ += '/';
    segment_ = out_.size();
    while (!path.empty()) {
      const std::size_t end = std::min(path.find_first_of("/{"), path.size());
      append_escaped(out_, path.substr(0, end), Escape::literal_path);
      path.remove_prefix(end);
      if (path.empty()) break;
      const std::size_t close = path.front() == '{' ? path.find('}') : std::string_view::npos;
      if (close != std::string_view::npos) {
        insert(path.substr(1, close - 1));
        path.remove_prefix(close + 1);
      } else {
        if (path.front() == '/') end_segment();
        append_escaped(out_, path.substr(0, 1), Escape::literal_path);
        segment_ = path.front() == '/' ? out_.size() : segment_;
        path.remove_prefix(1);
      }
    }
    end_segment();
    return std::move(out_);
  }

 private:
  void insert(std::string_view wire_name) {
    const Argument* argument = find_argument(tool_, wire_name);
    const json::Value* value = argument == nullptr ? nullptr : values_(argument->name);
    if (value == nullptr) {
      // What is missing has been said already if the schema requires it.
      if (conforms_) {
        const std::string_view name = argument == nullptr ? wire_name : argument->name.view();
        problems_.push_back("`" + names_.shown({}, name) + "`: missing, and the path needs it");
      }
      return;
    }
    const Escape escape = argument->allow_reserved ? Escape::reserved_in_path : Escape::unreserved;
    const std::string text = expand(*argument, *value, escape);
    if (text.empty()) {
      problems_.push_back("`" + names_.shown({}, argument->name) +
                          "`: must not be empty, it is a part of the path");
    }
    out_ += text;
    inserted_.emplace_back(argument->name.view(), text);
  }

  void end_segment() {
    if (!inserted_.empty() && has_dot_segment(std::string_view(out_).substr(segment_))) {
      // One of them may do it alone.
      const auto culprit = std::find_if(inserted_.begin(), inserted_.end(), [](const auto& entry) {
        return has_dot_segment(entry.second);
      });
      std::string names;
      for (const auto& entry : inserted_) {
        if (culprit != inserted_.end() && &entry != &*culprit) continue;
        names += (names.empty() ? "`" : ", `") + names_.shown({}, entry.first) + '`';
      }
      problems_.push_back(names + ": must not make a `.` or `..` segment in the path");
    }
    inserted_.clear();
  }

  const Tool& tool_;
  const Values& values_;
  const schema::Names& names_;
  Problems& problems_;
  bool conforms_;
  std::string out_;
  std::size_t segment_ = 0;
  std::vector<std::pair<std::string_view, std::string>> inserted_;  // into the segment, by name
};

}  // namespace

bool has_dot_segment(std::string_view path) {
  std::string text(path);
  for (int i = 0; i < max_decodings && text.find('%') != std::string::npos; ++i) {
    text = percent_decoded(text);
  }
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find_first_of("/\\", begin), text.size());
    const std::string_view piece = std::string_view(text).substr(begin, end - begin);
    const std::string_view name = piece.substr(0, piece.find(';'));
    if (name == "." || name == "..") return true;
    begin = end + 1;
  }
  return false;
}

Target build_path(const Tool& tool, const Values& values, const schema::Names& names,
                  Problems& problems) {
  // Some documents tell operations apart by a query or a fragment in the path; a fragment is never
  // sent.
  const std::string_view all = tool.path.view().substr(0, tool.path.view().find('#'));
  const std::string_view path = all.substr(0, all.find('?'));
  Target target{PathWriter(tool, values, names, problems).write(path), {}};
  if (path.size() < all.size()) {
    append_escaped(target.query, all.substr(path.size() + 1), Escape::literal_query);
  }
  return target;
}

}  // namespace mcp::invoke
