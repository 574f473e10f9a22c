"""Values from what stands on the wire, by OpenAPI 3.1.1 ("Style Values"), RFC 3986, RFC 6570 and the formats of bodies.

Every reader gets the value that was meant, and gives what the wire says. It looks at that value only where a text can be read in several
ways: then it counts why in `lossy`, and compares texts. docs/oracle.md lists the reasons.
"""

import json
import re
import urllib.parse

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


# Formats of collections of OpenAPI 2.0 outside of a query: in a path, in a header.
COLLECTIONS = {"spaceDelimited": ("%20", " "), "pipeDelimited": ("%7C", "|"), "tabDelimited": ("%09", "\t")}


class Number(str):
    """A number, digit for digit."""

    __slots__ = ()

    def __eq__(self, other):
        return isinstance(other, Number) and str.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


def parse_json(text):
    return json.loads(text, parse_int=Number, parse_float=Number)


def same(a, b):
    """Equal in kind and content: no number is a text and no text a number."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


class Differs(Exception):
    """The wire does not say what was meant."""


def expect(condition, *what):
    if not condition:
        raise Differs(*what)


def kind_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Number):
        return "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def text_of(value):
    """A value that has no parts, as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def decoded(text):
    expect(re.fullmatch(r"(?:[!-$&-~]|%[0-9A-Fa-f]{2})*", text), "no percent-encoding", text)
    return urllib.parse.unquote(text, errors="strict")


def identity(text):
    return text


class Reader:
    """`lossy` counts why something could not be told, over all documents."""

    def __init__(self, document, lossy):
        self.document = document
        self.lossy = lossy

    def lose(self, reason):
        self.lossy[reason] += 1

    # Texts without structure.

    def leaf(self, text, alternatives, meant):
        """A text of which the schema tells what it is."""
        kinds = self.document.kinds_of(alternatives) - {"null"}
        if len(kinds) > 1:
            self.lose("several kinds of values, or any")
            kinds = {kind_of(meant)}
        if kinds == {"string"}:
            return text
        if kinds == {"number"}:
            expect(NUMBER.fullmatch(text), "no number", text)
            return Number(text)
        if kinds == {"boolean"}:
            expect(text in ("true", "false"), "neither true nor false", text)
            return text == "true"
        return parse_json(text)

    def sent(self, value):
        """What of an array or object goes out: null stands for nothing (RFC 6570, section 2.3)."""
        if isinstance(value, list) and None in value:
            self.lose("null in an array")
            return [item for item in value if item is not None]
        if isinstance(value, dict) and None in value.values():
            self.lose("null in an object")
            return {key: item for key, item in value.items() if item is not None}
        return value

    def shape(self, alternatives, meant):
        """Whether there is an array, an object or something without parts."""
        kinds = self.document.kinds_of(alternatives) - {"null"}
        shapes = {kind if kind in ("array", "object") else "scalar" for kind in kinds}
        if len(shapes) == 1:
            return shapes.pop()
        self.lose("several kinds of values, or any")
        kind = kind_of(meant)
        return kind if kind in ("array", "object") else "scalar"

    def items(self, alternatives):
        return [found for schema, path in alternatives for found in self.document.items(schema, path)]

    def member(self, alternatives, name):
        return [found for schema, path in alternatives for found in self.document.property(schema, path, name)]

    def array(self, texts, alternatives, meant):
        items = self.items(alternatives)
        expect(len(texts) == len(meant), "another number of items", texts, meant)
        return [self.leaf(text, items, item) for text, item in zip(texts, meant)]

    def object(self, pairs, alternatives, meant):
        expect(len(dict(pairs)) == len(pairs), "a member twice", pairs)
        expect({name for name, _ in pairs} == meant.keys(), "other members", pairs, meant)
        return {name: self.leaf(text, self.member(alternatives, name), meant[name]) for name, text in pairs}

    # Styles that give one text.

    def joined(self, text, separator, equals, alternatives, meant, decode):
        """A text with `separator` between items, or between the names and values of members, which `equals` may join."""
        shape = self.shape(alternatives, meant)
        if shape == "scalar":
            return self.leaf(decode(text), alternatives, meant)
        meant = self.sent(meant)
        delimiters = separator + (equals or "")
        texts = meant if isinstance(meant, list) else [part for pair in meant.items() for part in pair]
        texts = [json.dumps(part, ensure_ascii=False, separators=(",", ":"), default=text_of)
                 if isinstance(part, (list, dict)) else text_of(part) for part in texts]
        unsplit = any(set(delimiters) & set(self.visible(part, decode)) for part in texts)
        if unsplit:
            self.lose("a delimiter in a text that cannot be encoded" if decode is identity else "a delimiter in a text that is not encoded")
            self.compare_joined(text, separator, equals, meant, decode)
            return meant
        pieces = text.split(separator)
        if shape == "array":
            return self.array([decode(piece) for piece in pieces], alternatives, meant)
        if equals is None:
            expect(len(pieces) % 2 == 0, "a name without a value", text)
            pairs = list(zip(pieces[::2], pieces[1::2]))
        else:
            pairs = [(name, value) for name, _, value in (piece.partition(equals) for piece in pieces)]
        return self.object([(decode(name), decode(value)) for name, value in pairs], alternatives, meant)

    @staticmethod
    def visible(text, decode):
        """The characters of `text` that stand on the wire as they are, where nothing is reserved."""
        return text if decode is identity else re.sub(r"[^A-Za-z0-9._~-]", "", text)

    @staticmethod
    def compare_joined(text, separator, equals, meant, decode):
        def whole(part):
            return json.dumps(part, ensure_ascii=False) if isinstance(part, (list, dict)) else text_of(part)
        parts = [whole(part) for part in meant] if isinstance(meant, list) else [
            whole(name) + (equals or separator) + whole(value) for name, value in meant.items()]
        expect(decode(text) == decode(separator).join(parts), "another text", text, meant)

    def path(self, parameter, text, meant):
        schema = [(parameter.schema, parameter.path)]
        if parameter.style == "content":
            return self.content(parameter, decoded(text), meant)
        if parameter.style == "simple":
            return self.joined(text, ",", "=" if parameter.explode else None, schema, meant, decoded)
        if parameter.style in COLLECTIONS:
            return self.joined(text, COLLECTIONS[parameter.style][0], None, schema, meant, decoded)
        if parameter.style == "label":
            expect(text.startswith("."), "no label", text)
            return self.joined(text[1:], "." if parameter.explode else ",", "=" if parameter.explode else None, schema, meant, decoded)
        expect(parameter.style == "matrix" and text.startswith(";"), "no matrix", text)
        if not parameter.explode:
            name, _, rest = text[1:].partition("=")
            expect(decoded(name) == parameter.name, "another name", text)
            return self.joined(rest, ",", None, schema, meant, decoded)
        pairs = [(decoded(name), value) for name, _, value in (piece.partition("=") for piece in text[1:].split(";"))]
        return self.repeated(parameter, pairs, schema, meant)

    def header(self, parameter, text, meant):
        text = text.strip(" \t")  # as recipients do (RFC 9110, section 5.5)
        if parameter.style == "content":
            return self.content(parameter, text, meant)
        separator = COLLECTIONS[parameter.style][1] if parameter.style in COLLECTIONS else ","
        return self.joined(text, separator, "=" if parameter.explode else None, [(parameter.schema, parameter.path)], meant, identity)

    def content(self, parameter, text, meant):
        if "json" in parameter.media_type:
            return parse_json(text)
        self.lose("a media type that is not JSON")
        return text if isinstance(meant, str) else parse_json(text)

    # Styles that give pairs. `pairs` are names, decoded, and values as they stand there; what belongs to the parameter is taken out.

    def repeated(self, parameter, pairs, schema, meant):
        """`explode`: a pair an item, or a pair a member."""
        shape = self.shape(schema, meant)
        if shape == "object":
            return self.object([(name, decoded(value)) for name, value in pairs], schema, self.sent(meant))
        expect(all(name == parameter.name for name, _ in pairs), "another name", pairs)
        if shape == "array":
            return self.array([decoded(value) for _, value in pairs], schema, self.sent(meant))
        expect(len(pairs) == 1, "not one pair", pairs)
        return self.leaf(decoded(pairs[0][1]), schema, meant)

    def take(self, pairs, belongs):
        out = [pair for pair in pairs if belongs(pair[0])]
        pairs[:] = [pair for pair in pairs if not belongs(pair[0])]
        return out

    def from_pairs(self, parameter, pairs, meant):
        """The value of a query or cookie parameter, or of a property of a form; None: nothing stands there."""
        schema = [(parameter.schema, parameter.path)]
        named = lambda name: name == parameter.name  # noqa: E731
        if parameter.style == "content":
            own = self.take(pairs, named)
            expect(len(own) == 1, "not one pair", own)
            return self.content(parameter, decoded(own[0][1]), meant)
        if parameter.style == "deepObject" and self.shape(schema, meant) != "scalar":
            own = self.take(pairs, lambda name: name.startswith(parameter.name + "["))
            return self.deep([(self.steps(name[len(parameter.name):]), decoded(value)) for name, value in own], schema, meant)
        shape = self.shape(schema, meant)
        if shape == "object" and parameter.explode:
            meant = self.sent(meant)
            own = self.take(pairs, lambda name: name in meant)
            return self.repeated(parameter, own, schema, meant) if own else {}
        own = self.take(pairs, named)
        if shape == "array" and parameter.explode:
            return self.repeated(parameter, own, schema, meant)
        if not own and shape != "scalar":
            return [] if shape == "array" else {}
        expect(len(own) == 1, "not one pair", own)
        separator = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09", "deepObject": ",", "cookie": ","}[parameter.style]
        if shape == "scalar":
            return self.leaf(decoded(own[0][1]), schema, meant)
        return self.delimited(own[0][1], separator, schema, meant)

    def delimited(self, text, separator, schema, meant):
        if separator == ",":
            return self.joined(text, ",", None, schema, meant, decoded)
        # The delimiter is encoded like any other character (OpenAPI 3.1.1, appendix C).
        character = decoded(separator)
        sent = self.sent(meant)
        texts = sent if isinstance(sent, list) else [part for pair in sent.items() for part in pair]
        if any(character in text_of(part) for part in texts):
            self.lose("a delimiter in a text that is encoded like it")
            expect(decoded(text) == character.join(map(text_of, texts)), "another text", text, meant)
            return sent
        pieces = [decoded(piece) for piece in text.split(separator)]
        if isinstance(sent, list):
            return self.array(pieces, schema, sent)
        return self.object(list(zip(pieces[::2], pieces[1::2])), schema, sent)

    @staticmethod
    def steps(text):
        expect(re.fullmatch(r"(\[[^\[\]]*\])*", text), "no brackets", text)
        return re.findall(r"\[([^\[\]]*)\]", text)

    def deep(self, pairs, alternatives, meant):
        """Brackets: names of members, nothing for items without parts, numbers for items with parts."""
        if isinstance(meant, list):
            if any(isinstance(item, (list, dict)) for item in meant):
                out = []
                for index, item in enumerate(meant):
                    own = [(steps[1:], value) for steps, value in pairs if steps[0] == str(index)]
                    out.append(self.deep_member(own, self.items(alternatives), item))
                expect(all(steps[0].isdigit() and int(steps[0]) < len(meant) for steps, _ in pairs), "another index", pairs)
                return out
            expect(all(steps == [""] for steps, _ in pairs), "no items", pairs)
            return self.array([value for _, value in pairs], alternatives, self.sent(meant))
        out = {}
        meant = self.sent(meant)
        for name in {steps[0] for steps, _ in pairs}:
            expect(name in meant, "another member", name)
            own = [(steps[1:], value) for steps, value in pairs if steps[0] == name]
            out[name] = self.deep_member(own, self.member(alternatives, name), meant[name])
        return out

    def deep_member(self, pairs, alternatives, meant):
        if isinstance(meant, (list, dict)):
            self.shape(alternatives, meant)
            return self.deep(pairs, alternatives, meant)
        expect(len(pairs) == 1 and pairs[0][0] == [], "not one pair", pairs)
        return self.leaf(pairs[0][1], alternatives, meant)
