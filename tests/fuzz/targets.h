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

/// Arguments to a request, in the runtime: 0xFF parts the shape of six arguments, a path template,
/// the URL of a server, values of its variables `v` and `w`, a secret, and the arguments `a` to
/// `f`, JSON or text. Whatever they hold, the URL stays under the template: the same scheme and
/// authority, the same number of segments, none of them a dot segment, no control characters there
/// or in a header.
std::string arguments_to_request(std::string_view input);

}  // namespace mcpcc::fuzz
