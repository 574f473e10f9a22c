"""Request bodies back to values: forms, multipart by Python's own parser of mail, XML by ElementTree, lines and sequences of JSON."""

import base64
import binascii
import email
import email.policy
import re
import urllib.parse
import xml.etree.ElementTree

from documents import Parameter
from read_back import Differs, decoded, expect, parse_json, same, text_of

XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def essence(media_type):
    return media_type.split(";")[0].strip().lower()


def is_json(kind):
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def bytes_of(argument):
    """What a file in an argument holds, its media type and its name: a `data:` URI (RFC 2397) or base64 (RFC 4648)."""
    if argument.startswith("data:"):
        head, _, data = argument[5:].partition(",")
        parameters = head.split(";")
        name = next((urllib.parse.unquote(part[5:]) for part in parameters if part.startswith("name=")), None)
        raw = base64.b64decode(data) if parameters[-1] == "base64" else urllib.parse.unquote_to_bytes(data)
        return raw, parameters[0], name
    try:
        return base64.b64decode(argument + "=" * (-len(argument) % 4), validate=True), "", None
    except binascii.Error as error:
        raise Differs("no base64", argument) from error


class BodyReader:
    """Reads what was sent as `media_type`; `media` is its Media Type Object, of Swagger 2.0 what stands for it."""

    def __init__(self, reader, document):
        self.reader = reader
        self.document = document

    def read(self, media_type, media, path, body, meant):
        kind = essence(media_type)
        schema = media.get("schema", media.get("itemSchema", {}))
        if kind == "application/x-www-form-urlencoded":
            return self.form(media, schema, path, body.decode(), meant)
        if kind.startswith("multipart/"):
            return self.multipart(media_type, media, schema, path, body, meant)
        if is_json(kind):
            return parse_json(body.decode())
        if is_xml(kind):
            if isinstance(meant, str):
                self.reader.lose("XML that the argument holds as text")
                return body.decode()
            return XmlReader(self.reader, self.document).document_value(body, [(schema, path)], meant)
        if kind in ("application/x-ndjson", "application/jsonl", "application/ndjson", "application/x-jsonlines"):
            return [parse_json(line) for line in body.decode().split("\n")[:-1]]
        if kind == "application/json-seq":
            return [parse_json(item) for item in body.decode().split("\x1e")[1:]]
        if isinstance(meant, (list, dict)):
            self.reader.lose("no format that the media type tells: JSON")
            return parse_json(body.decode())
        if type(meant) is not str:
            return self.reader.leaf(body.decode(), [(schema, path)], meant)
        if kind.startswith("text/") or self.is_text(schema, path, kind):
            return body.decode()
        expect(body == bytes_of(meant)[0], "other bytes", body)
        return meant

    def is_text(self, schema, path, kind):
        """A string, and no `format` says that it is binary data (OpenAPI 3.0.4, section 4.4; of 3.1 no `contentMediaType`), nor the media type."""
        parts = [part for part, _ in self.document.applied(schema, path)]
        if any(part.get("format") in ("byte", "base64") or "contentEncoding" in part for part in parts):
            return True
        is_binary = any(part.get("format") == "binary" or "contentMediaType" in part for part in parts)
        return self.document.kinds(schema, path) <= {"string", "null"} and not is_binary and kind != "application/octet-stream"

    def encoding(self, media, name, path):
        return (media.get("encoding") or {}).get(name), path

    def parameter(self, name, schema, encoding):
        """A property with a style of its own (Encoding Object), as a query parameter; None: its content type counts."""
        if not encoding or not {"style", "explode", "allowReserved"} & encoding.keys():
            return None
        style = encoding.get("style", "form")
        return Parameter(name, "query", style, encoding.get("explode", style == "form"), {"anyOf": [part for part, _ in schema]}, schema[0][1],
                         encoding.get("allowReserved") is True)

    def form(self, media, schema, path, text, meant):
        expect(re.fullmatch(r"[!-~]*", text), "no form", text)
        pairs = [tuple(pair.partition("=")[::2]) for pair in text.split("&") if pair]
        pairs = [(decoded(name.replace("+", "%20")), value.replace("+", "%20")) for name, value in pairs]
        out = {}
        for name, value in meant.items():
            alternatives = self.document.property(schema, path, name)
            encoding, _ = self.encoding(media, name, path)
            parameter = media.get("parameters", {}).get(name) or self.parameter(name, alternatives, encoding)
            if parameter is not None:
                found = self.reader.from_pairs(parameter, pairs, value)
                if found not in ([], {}) or value in ([], {}):
                    out[name] = found
                continue
            own = [decoded(raw) for key, raw in pairs if key == name]
            pairs = [pair for pair in pairs if pair[0] != name]
            out.update(self.property(name, own, alternatives, value, encoding))
        expect(not pairs, "nothing that was given", pairs)
        return out

    def property(self, name, texts, alternatives, meant, encoding=None):
        """A property by its default: a text an item of an array, JSON of an object, anything else as it is."""
        if meant is None:
            self.reader.lose("null in an object")
            expect(not texts, "null was sent", texts)
            return {}
        if encoding and "contentType" in encoding:
            kind = encoding["contentType"]
            if isinstance(meant, list) and not is_json(essence(kind)):
                if not texts:
                    self.reader.lose("an array without items")
                    return {}
                given, items = self.reader.sent(meant), self.reader.items(alternatives)
                expect(len(texts) == len(given), "another number of items", name)
                return {name: [self.by_type(kind, name, text, items, item) for text, item in zip(texts, given)]}
            expect(len(texts) == 1, "not one value", name, texts)
            return {name: self.by_type(kind, name, texts[0], alternatives, meant)}
        shape = self.reader.shape(alternatives, meant)
        if shape == "array":
            if not texts:
                self.reader.lose("an array without items")
                return {}
            return {name: self.reader.array(texts, alternatives, self.reader.sent(meant))}
        expect(len(texts) == 1, "not one value", name, texts)
        return {name: parse_json(texts[0]) if shape == "object" else self.reader.leaf(texts[0], alternatives, meant)}

    def by_type(self, media_type, name, text, alternatives, meant):
        if is_xml(essence(media_type)) and isinstance(meant, (dict, list)):
            return XmlReader(self.reader, self.document).document_value(text, alternatives, meant, name)
        return parse_json(text) if is_json(essence(media_type)) else self.reader.leaf(text, alternatives, meant)

    def multipart(self, media_type, media, schema, path, body, meant):
        head = b"Content-Type: " + media_type.encode() + b"\r\n\r\n"
        if re.fullmatch(rb"--[!-~]+--\r\n", body):
            self.reader.lose("multipart without a part")
            return [] if isinstance(meant, list) else {}
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        expect(message.is_multipart() and not message.defects, "no multipart", message.defects)
        parts = list(message.iter_parts())
        if isinstance(meant, list):
            return [self.value_of_part(part, self.document.items(schema, path), item) for part, item in zip(parts, meant, strict=True)]
        named = {}
        for part in parts:
            expect(not part.defects, "no part", part.defects)
            name = part.get_param("name", header="Content-Disposition")
            named.setdefault(name, []).append(part)
        out = {}
        for name, value in meant.items():
            escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            alternatives = self.document.property(schema, path, name)
            parameter = self.parameter(name, alternatives, self.encoding(media, name, path)[0])
            if parameter is None:
                out.update(self.parts(name, named.pop(escaped, []), schema, path, media, value))
                continue
            self.reader.lose("a style in multipart")
            pairs = [(key, urllib.parse.quote(part.get_payload(decode=True).decode(), safe="~")) for key in named for part in named[key]]
            before = list(pairs)
            out[name] = self.reader.from_pairs(parameter, pairs, value)
            named = {key: own for key, own in named.items() if key in {key for key, _ in pairs}} if pairs != before else named
        expect(not named, "parts that were not given", list(named))
        return out

    def parts(self, name, parts, schema, path, media, meant):
        alternatives = self.document.property(schema, path, name)
        if meant is None:
            self.reader.lose("null in an object")
            expect(not parts, "null was sent")
            return {}
        if not isinstance(meant, list):
            expect(len(parts) == 1, "not one part", name)
            return {name: self.value_of_part(parts[0], alternatives, meant, name)}
        if not parts:
            self.reader.lose("an array without items")
            return {}
        items = self.reader.items(alternatives)
        given = self.reader.sent(meant)
        expect(len(parts) == len(given), "another number of parts", name)
        return {name: [self.value_of_part(part, items, item, name) for part, item in zip(parts, given)]}

    def value_of_part(self, part, alternatives, meant, name=""):
        # A Content-Transfer-Encoding is there where the text that is meant is encoded already.
        is_encoded = part.get("Content-Transfer-Encoding") is not None
        payload = part.get_payload().encode() if is_encoded else part.get_payload(decode=True)
        kind = essence(part.get("Content-Type", "text/plain"))
        # Items of an array have no names, and files among them neither.
        is_file = not name and isinstance(meant, str) and kind == "application/octet-stream" and not is_encoded
        if part.get_filename() is not None or is_file:
            raw, media_type, file_name = bytes_of(meant)
            expect(payload == raw, "other bytes", payload)
            expect(not file_name or is_file or part.get_filename() == file_name, "another file name", part.get_filename())
            return meant
        if is_json(kind):
            return parse_json(payload.decode())
        if isinstance(meant, (list, dict)):
            if is_xml(kind):
                return XmlReader(self.reader, self.document).document_value(payload, alternatives, meant, name)
            self.reader.lose("no format that the media type tells: JSON")
            return parse_json(payload.decode())
        return self.reader.leaf(payload.decode(), alternatives, meant)


def is_xml(kind):
    return kind.endswith("+xml") or kind in ("application/xml", "text/xml")


class XmlReader:
    """By the XML Object of OpenAPI 3.1.1, section 4.8.26, names by "XML Node Names" of 3.2; an array or object without children and one that is not
    there are alike."""

    def __init__(self, reader, document):
        self.reader = reader
        self.document = document

    def hints(self, alternatives):
        for schema, path in alternatives:
            for part, _ in self.document.applied(schema, path):
                if isinstance(part.get("xml"), dict):
                    return part["xml"]
        return {}

    def document_value(self, body, alternatives, meant, name=""):
        root = xml.etree.ElementTree.fromstring(body)
        hints = self.hints(alternatives)
        component = self.component(alternatives)
        own = name if re.fullmatch(r"[^\W\d][\w.-]*", name) else "root"
        wanted = hints.get("name") or component or own
        expect(self.local(root.tag) == wanted, "another root element", root.tag, wanted)
        expect(root.tag.startswith("{" + hints["namespace"] + "}") if "namespace" in hints else True, "another namespace", root.tag)
        return self.value(root, alternatives, meant, name != "" and not component)

    @staticmethod
    def component(alternatives):
        return next((schema["$ref"].rsplit("/", 1)[-1] for schema, _ in alternatives if isinstance(schema.get("$ref"), str)), "")

    @staticmethod
    def local(tag):
        return tag.rsplit("}", 1)[-1]

    def value(self, element, alternatives, meant, is_of_property=False):
        if meant is None:
            expect(element.get(XSI_NIL) == "true", "no nil", element)
            return None
        shape = self.reader.shape(alternatives, meant)
        if shape == "scalar":
            expect(len(element) == 0, "an element in a text", element)
            return self.reader.leaf(element.text or "", alternatives, meant)
        if shape == "array":
            items = self.reader.items(alternatives)
            expect(len(element) == len(meant), "another number of items", element, meant)
            wanted = self.hints(items).get("name") or (not is_of_property and self.component(items)) or self.local(element.tag)
            expect(all(self.local(child.tag) == wanted for child in element), "another name of an item", wanted, [child.tag for child in element])
            return [self.value(child, items, item, is_of_property) for child, item in zip(element, meant)]
        children, attributes = list(element), dict(element.attrib)
        out = {}
        for name, value in meant.items():
            member = self.reader.member(alternatives, name)
            hints = self.hints(member)
            wire = hints.get("name", name)
            if hints.get("attribute") is True:
                if value is None:
                    self.reader.lose("null in an object")
                    continue
                expect(wire in attributes, "no attribute", wire)
                out[name] = self.reader.leaf(attributes.pop(wire), member, value)
                continue
            is_unwrapped = isinstance(value, list) and hints.get("wrapped") is not True
            if is_unwrapped:
                items = self.reader.items(member)
                wire = self.hints(items).get("name", name)
                own = [child for child in children if self.local(child.tag) == wire]
                if not own:
                    self.reader.lose("an array without items")
                    continue
                expect(len(own) == len(value), "another number of items", name)
                out[name] = [self.value(child, items, item, True) for child, item in zip(own, value)]
            else:
                own = [child for child in children if self.local(child.tag) == wire]
                expect(len(own) == 1, "not one element", wire, [child.tag for child in children])
                out[name] = self.value(own[0], member, value, True)
            children = [child for child in children if child not in own]
        expect(not children and not attributes, "something that was not given", children, attributes)
        return out


def same_body(found, meant):
    """Equal but for what goes out as nothing: null, and arrays and objects in which nothing is, as members of what is no JSON."""
    return same(found, meant) or same(without_nothing(found), without_nothing(meant))


def without_nothing(value):
    if isinstance(value, dict):
        parts = {key: without_nothing(item) for key, item in value.items()}
        return {key: item for key, item in parts.items() if item is not None and item != [] and item != {}}
    if isinstance(value, list):
        return [without_nothing(item) for item in value if item is not None]
    return value


__all__ = ["BodyReader", "bytes_of", "essence", "same_body", "text_of"]
