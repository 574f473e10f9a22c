// A Document made of values that were read elsewhere, in the order of their text.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcp::json {

/// Texts are not copied: they must outlive the Document, whose text() is empty. Value::raw() is
/// what is given for scalars (of a string: decoded), and stands for the brackets alone of objects
/// and arrays.
///
/// Precondition of each call: its place. Every value of an object follows a key(), every start has
/// its finish(), and take() follows one whole value.
class Assembler {
 public:
  Assembler();
  ~Assembler();
  Assembler(const Assembler&) = delete;
  Assembler& operator=(const Assembler&) = delete;

  void null();
  void boolean(bool value);
  void number(std::string_view digits);  ///< RFC 8259, section 6
  void string(std::string_view text);    ///< UTF-8, decoded
  void start_array();
  void start_object();
  void key(std::string_view text);
  void finish();  ///< of the innermost array or object

  Document take();

 private:
  struct Frame {
    Kind kind;
    std::size_t first;  // of its children in pending_
    std::string_view key;
  };

  Value& add(Kind kind, std::string_view raw);
  void start(Kind kind);

  std::unique_ptr<Document::State> state_;
  std::vector<Member> pending_;  // whole values; those of arrays without a key
  std::vector<Frame> frames_;
  std::string_view key_;  // of the next value
};

}  // namespace mcp::json
