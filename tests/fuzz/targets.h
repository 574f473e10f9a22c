// What is fuzzed. Each target is a function from bytes to the promise that was broken, so that a
// fuzzer and a unit test can both run it. A crash and a violation are findings alike.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::fuzz {

/// Bytes to IR: a document with the files around it goes through every stage up to the IR. The
/// first byte chooses how the files are named; 0xFF, which no UTF-8 text holds, parts the document,
/// the file that every reference leads to, an overlay and a configuration. Empty: every promise was
/// kept.
std::string document_to_ir(std::string_view input);

/// IR to project: a server is built from bytes (see server_from_bytes.h), and what is emitted for
/// it must differ from the project of a harmless server of the same shape in nothing but the text
/// in literals.
std::string ir_to_project(std::string_view input);

}  // namespace mcpcc::fuzz
