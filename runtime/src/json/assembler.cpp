#include "json/assembler.h"

#include <memory>
#include <utility>

#include "json/document_state.h"

namespace mcp::json {

Assembler::Assembler() : state_(std::make_unique<Document::State>(std::string())) {}
Assembler::~Assembler() = default;

Value& Assembler::add(Kind kind, std::string_view raw) {
  Member& added = pending_.emplace_back();
  added.key = std::exchange(key_, {});
  added.value.kind_ = kind;
  added.value.raw_ = raw.data();
  added.value.raw_size_ = static_cast<std::uint32_t>(raw.size());
  return added.value;
}

void Assembler::null() { add(Kind::null, "null"); }

void Assembler::boolean(bool value) {
  add(Kind::boolean, value ? "true" : "false").boolean_ = value;
}

void Assembler::number(std::string_view digits) {
  add(Kind::number, digits).is_written_as_integer_ =
      digits.find_first_of(".eE") == std::string_view::npos;
}

void Assembler::string(std::string_view text) {
  Value& value = add(Kind::string, text);
  value.data_ = text.data();
  value.count_ = static_cast<std::uint32_t>(text.size());
}

void Assembler::start_array() { start(Kind::array); }
void Assembler::start_object() { start(Kind::object); }

void Assembler::start(Kind kind) {
  frames_.push_back({kind, pending_.size(), std::exchange(key_, {})});
}

void Assembler::key(std::string_view text) { key_ = text; }

void Assembler::finish() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  key_ = frame.key;
  const std::size_t count = pending_.size() - frame.first;
  const Member* const children = pending_.data() + frame.first;
  const void* data = nullptr;
  auto& arena = state_->arena;
  if (count != 0 && frame.kind == Kind::object) {
    auto* members = arena.allocate<Member>(count);
    std::uninitialized_copy_n(children, count, members);
    data = members;
  } else if (count != 0) {
    auto* items = arena.allocate<Value>(count);
    for (std::size_t i = 0; i < count; ++i) new (items + i) Value(children[i].value);
    data = items;
  }
  pending_.resize(frame.first);
  Value& value = add(frame.kind, frame.kind == Kind::object ? "{}" : "[]");
  value.data_ = data;
  value.count_ = static_cast<std::uint32_t>(count);
}

Document Assembler::take() {
  state_->root = pending_.back().value;
  pending_.clear();
  return Document(std::move(state_));
}

}  // namespace mcp::json
