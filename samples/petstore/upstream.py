#!/usr/bin/env python3
"""The Corner Pet Shop API of openapi.yaml, on loopback: the upstream of the sample. Standard library only.

Prints `listening on http://127.0.0.1:PORT/v1` once it accepts connections and serves until SIGTERM or SIGINT.
"""

import argparse
import base64
import json
import re
import select
import signal
import sys
import threading
import time
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

SPECIES = ("cat", "dog", "rabbit", "parrot", "tortoise")
CURRENCIES = ("EUR", "GBP", "USD")
STAFF_KEY = "counter-key"
CUSTOMER_TOKEN = "customer-token"
MANAGER_LOGIN = "manager:shelf-life"
LARGEST_BODY = 1 << 20
POUNDS_PER_KILOGRAM = 2.20462


class Problem(Exception):
    """An answer other than success."""

    def __init__(self, status, problem, fields=None, headers=None):
        super().__init__(problem)
        self.status = status
        self.headers = headers or {}
        self.body = {"problem": problem}
        if fields:
            self.body["fields"] = fields


# ---- checks: each takes a value and returns what is wrong with it, or None ----


def text(least=0, most=10_000, pattern=None):
    def check(value):
        if not isinstance(value, str):
            return "must be a text"
        if not least <= len(value) <= most:
            return f"must have {least} to {most} characters"
        if pattern and not re.fullmatch(pattern, value):
            return f"must match {pattern}"
        return None

    return check


def number(least=None, above=None, whole=False):
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return "must be a whole number" if whole else "must be a number"
        if least is not None and value < least:
            return f"must be at least {least}"
        if above is not None and value <= above:
            return f"must be above {above}"
        return None

    return check


def one_of(*allowed):
    return lambda value: None if value in allowed else f"must be one of {', '.join(allowed)}"


def or_null(check):
    return lambda value: None if value is None else check(value)


def moment(parse, form):
    def check(value):
        try:
            parse(value)
        except (TypeError, ValueError):
            return f"must be a {form}"
        return None

    return check


day = moment(date.fromisoformat, "date such as 2026-05-31")
instant = moment(lambda value: datetime.fromisoformat(re.sub("[zZ]$", "+00:00", value)),
                 "time such as 2026-05-31T12:00:00Z")


def list_of(check, most=1000):
    def check_list(value):
        if not isinstance(value, list):
            return "must be a list"
        if len(value) > most:
            return f"must have at most {most} entries"
        for index, item in enumerate(value):
            wrong = check(item)
            if wrong:
                return f"[{index}] {wrong}"
        return None

    return check_list


def record(fields, required=(), closed=False, least=0):
    def check(value):
        wrong = record_problems(value, fields, required, closed, least)
        return "; ".join(f"{name}: {reason}" for name, reason in wrong.items()) or None

    return check


def record_problems(value, fields, required=(), closed=False, least=0):
    """What is wrong with an object, by field."""
    if not isinstance(value, dict):
        return {"": "must be an object"}
    wrong = {name: "is required" for name in required if name not in value}
    if len(value) < least:
        wrong[""] = f"must have at least {least} fields"
    for name, item in value.items():
        if name in fields:
            reason = fields[name](item)
            if reason:
                wrong[name] = reason
        elif closed:
            wrong[name] = "is not known"
    return wrong


MONEY = record({"amount": number(least=0), "currency": one_of(*CURRENCIES)}, ["amount"])
ADDRESS = record({"street": text(), "city": text(), "postcode": text()}, ["street", "city"])
NEW_ANIMAL = {
    "name": text(1, 60),
    "species": one_of(*SPECIES),
    "price": MONEY,
    "born": day,
    "weight": number(above=0),
    "vaccinations": list_of(record({"against": text(), "date": day}, ["against", "date"])),
    "note": or_null(text(0, 500)),
}
ANIMAL_CHANGE = {name: NEW_ANIMAL[name] for name in ("name", "price", "note")}
ORDERS = {
    "collect": ({"kind": text(), "animalId": number(whole=True), "at": instant}, ["animalId"]),
    "deliver": ({"kind": text(), "animalId": number(whole=True), "address": ADDRESS}, ["animalId", "address"]),
}


def shelf(value):
    """Checks a tree of shelves without recursion: its depth is the caller's choice."""
    todo = [value]
    while todo:
        item = todo.pop()
        wrong = record({"label": text(1), "articles": list_of(text()), "below": list_of(lambda _: None)}, ["label"])(item)
        if wrong:
            return wrong
        todo.extend(item.get("below", []))
    return None


# ---- the shop ----


class Shop:
    """Everything the shop knows; guarded by one lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.animals = {
            1: {"id": 1, "name": "Pepper", "species": "cat", "price": {"amount": 80, "currency": "EUR"},
                "born": "2026-03-02", "weight": 3.2, "vaccinations": [{"against": "cat flu", "date": "2026-05-04"}]},
            2: {"id": 2, "name": "Biscuit", "species": "dog", "price": {"amount": 220, "currency": "EUR"},
                "born": "2025-11-20", "weight": 9.5, "vaccinations": [], "note": "Sings along with the radio"},
            3: {"id": 3, "name": "Ms. O'Hare", "species": "rabbit", "price": {"amount": 25.5, "currency": "EUR"},
                "born": "2026-06-11", "weight": 1.1, "vaccinations": []},
        }
        self.next_animal = 4
        self.orders = {}
        self.baskets = {"blue basket": [{"article": "catnip mouse", "pieces": 2}]}
        self.shelves = {"label": "top", "articles": ["bird seed"],
                        "below": [{"label": "middle", "articles": ["collars", "leads"],
                                   "below": [{"label": "floor", "articles": ["litter, 20 l"]}]}]}

    def animal(self, number_text):
        try:
            return self.animals[int(number_text)]
        except (KeyError, ValueError):
            raise Problem(404, f"there is no animal with the number {number_text}") from None


def require(wrong):
    if wrong:
        raise Problem(400, "the request does not make sense", wrong)


def query_value(query, name, parse, default, check):
    """One query parameter; `parse` turns its text into a value."""
    if name not in query:
        return default
    try:
        value = parse(query[name][-1])
    except ValueError:
        raise Problem(400, "the request does not make sense", {name: "cannot be read"}) from None
    wrong = check(value)
    require({name: wrong} if wrong else None)
    return value


def boolean(written):
    if written not in ("true", "false"):
        raise ValueError
    return written == "true"


def list_animals(shop, request):
    query = request.query
    species = query.get("species", [])
    for item in species:
        wrong = one_of(*SPECIES)(item)
        require({"species": wrong} if wrong else None)
    vaccinated = query_value(query, "vaccinated", boolean, None, lambda _: None)
    most = query_value(query, "max-price", float, None, number(least=0))
    sort = query_value(query, "sort", str, "age", one_of("age", "name", "price"))
    limit = query_value(query, "limit", int, 20, lambda v: None if 1 <= v <= 100 else "must be 1 to 100")
    keys = {"age": lambda a: a.get("born", ""), "name": lambda a: a["name"], "price": lambda a: a["price"]["amount"]}
    found = [animal for animal in shop.animals.values()
             if (not species or animal["species"] in species)
             and (vaccinated is None or bool(animal.get("vaccinations")) == vaccinated)
             and (most is None or animal["price"]["amount"] <= most)]
    found.sort(key=keys[sort], reverse=sort == "age")
    return 200, {"animals": found[:limit], "total": len(found)}


def add_animal(shop, request):
    request.need_staff()
    require(record_problems(request.json, NEW_ANIMAL, ["name", "species", "price"]))
    animal = {**request.json, "id": shop.next_animal}
    animal["price"] = {"currency": "EUR", **animal["price"]}
    shop.animals[shop.next_animal] = animal
    shop.next_animal += 1
    return 201, animal


def get_animal(shop, request):
    animal = dict(shop.animal(request.segments[1]))
    units = request.headers.get("X-Units", "metric")
    wrong = one_of("metric", "imperial")(units)
    require({"X-Units": wrong} if wrong else None)
    if units == "imperial" and "weight" in animal:
        animal["weight"] = round(animal["weight"] * POUNDS_PER_KILOGRAM, 1)
    return 200, animal


def update_animal(shop, request):
    request.need_staff()
    animal = shop.animal(request.segments[1])
    require(record_problems(request.json, ANIMAL_CHANGE, closed=True, least=1))
    animal.update(request.json)
    if animal.get("note", "") is None:
        del animal["note"]
    return 200, animal


def remove_animal(shop, request):
    request.need_staff()
    del shop.animals[shop.animal(request.segments[1])["id"]]
    return 204, None


def show_basket(shop, request):
    basket = request.cookies.get("basket", "")
    wrong = text(1, 40)(basket)
    require({"basket": wrong} if wrong else None)
    return 200, {"basket": basket, "items": shop.baskets.get(basket, [])}


def place_order(shop, request):
    request.need_customer()
    order = request.json
    if not isinstance(order, dict) or order.get("kind") not in ORDERS:
        raise Problem(400, "the request does not make sense", {"kind": "must be one of collect, deliver"})
    fields, required = ORDERS[order["kind"]]
    require(record_problems(order, fields, required, closed=True))
    shop.animal(order["animalId"])
    placed = {**order, "code": f"PS-{len(shop.orders) + 1:04}", "state": "placed"}
    shop.orders[placed["code"]] = placed
    return 201, placed


def get_order(shop, request):
    request.need_customer()
    if request.segments[1] not in shop.orders:
        raise Problem(404, f"there is no order {request.segments[1]}")
    return 200, shop.orders[request.segments[1]]


def get_shelves(shop, _request):
    return 200, shop.shelves


def arrange_shelves(shop, request):
    request.need_manager()
    wrong = shelf(request.json)
    require({"": wrong} if wrong else None)
    shop.shelves = request.json
    return 200, shop.shelves


def opening_hours(_shop, _request):
    return 200, "Monday to Saturday, 9:00 to 18:30\n"


def count_animals(shop, _request):
    species = [animal["species"] for animal in shop.animals.values()]
    return 200, {name: species.count(name) for name in SPECIES if name in species}


def wait_for_delivery(_shop, request):
    seconds = query_value(request.query, "seconds", int, 0, lambda v: None if 0 <= v <= 60 else "must be 0 to 60")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # The socket becomes readable when the client hangs up.
        if select.select([request.connection], [], [], min(0.2, end - time.monotonic()))[0]:
            raise ConnectionError("the client went away")
    return 200, {"arrived": False}


ROUTES = [
    ("GET", "animals", list_animals),
    ("POST", "animals", add_animal),
    ("GET", "animals/*", get_animal),
    ("PATCH", "animals/*", update_animal),
    ("DELETE", "animals/*", remove_animal),
    ("GET", "basket", show_basket),
    ("POST", "orders", place_order),
    ("GET", "orders/*", get_order),
    ("GET", "shelves", get_shelves),
    ("PUT", "shelves", arrange_shelves),
    ("GET", "deliveries/next", wait_for_delivery),
    ("GET", "opening-hours", opening_hours),
    ("GET", "animal-count", count_animals),
]


class Request(BaseHTTPRequestHandler):
    """One connection; handle_request() answers each request on it."""

    protocol_version = "HTTP/1.1"
    server_version = "CornerPetShop/1.2"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_request(self):
        try:
            status, answer, headers = (*self.answer(), {})
        except Problem as problem:
            status, answer, headers = problem.status, problem.body, problem.headers
        except ConnectionError:
            self.close_connection = True
            return
        is_text = isinstance(answer, str)
        body = b"" if answer is None else answer.encode() if is_text else json.dumps(answer).encode()
        self.send_response(status)
        if answer is not None:
            self.send_header("Content-Type", "text/plain; charset=utf-8" if is_text else "application/json")
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_request

    def answer(self):
        url = urlsplit(self.path)
        self.query = parse_qs(url.query, keep_blank_values=True)
        self.body = self.read_body()
        self.cookies = dict(pair.strip().split("=", 1) for pair in self.headers.get("Cookie", "").split(";") if "=" in pair)
        self.cookies = {name: unquote(value) for name, value in self.cookies.items()}
        if not url.path.startswith("/v1/"):
            raise Problem(404, "the API begins at /v1/")
        self.segments = [unquote(segment) for segment in url.path[len("/v1/"):].split("/")]
        allowed = []
        for method, pattern, function in ROUTES:
            names = pattern.split("/")
            if len(names) == len(self.segments) and all(n in ("*", s) for n, s in zip(names, self.segments)):
                if method == self.command:
                    if function is wait_for_delivery:  # the only one that takes time
                        return function(self.server.shop, self)
                    with self.server.shop.lock:
                        return function(self.server.shop, self)
                allowed.append(method)
        if allowed:
            raise Problem(405, f"{self.command} is not possible here", headers={"Allow": ", ".join(allowed)})
        raise Problem(404, f"there is nothing at {url.path}")

    def read_body(self):
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        if not 0 <= length <= LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Problem(413, f"a body must state its length, at most {LARGEST_BODY} bytes")
        return self.rfile.read(length)

    @property
    def json(self):
        if self.headers.get_content_type() != "application/json":
            raise Problem(415, "the body must be application/json")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Problem(400, f"the body is not JSON: {error}") from None

    def need_staff(self):
        if self.headers.get("X-Staff-Key") != STAFF_KEY:
            raise Problem(401, "only for staff: X-Staff-Key is missing or wrong")

    def need_customer(self):
        if self.headers.get("Authorization") != f"Bearer {CUSTOMER_TOKEN}":
            raise Problem(401, "sign in first", headers={"WWW-Authenticate": "Bearer"})

    def need_manager(self):
        expected = "Basic " + base64.b64encode(MANAGER_LOGIN.encode()).decode()
        if self.headers.get("Authorization") != expected:
            raise Problem(401, "only for the manager", headers={"WWW-Authenticate": 'Basic realm="shelves"'})

    def log_message(self, format, *args):  # noqa: A002 (the name is the base class's)
        if self.server.verbose:
            sys.stderr.write(f"upstream: {format % args}\n")


class ShopServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, verbose):
        super().__init__(("127.0.0.1", port), Request)
        self.shop = Shop()
        self.verbose = verbose


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8090, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--verbose", action="store_true", help="log each request to standard error")
    options = parser.parse_args()
    with ShopServer(options.port, options.verbose) as server:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"listening on http://127.0.0.1:{server.server_port}/v1", flush=True)
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
