"""TLS of an upstream at 127.0.0.1, with a certificate made for one test."""

import os
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
from certificates import Authority  # noqa: E402


def certify(folder):
    """(context of the server, file of the authority that clients have to trust)"""
    authority = Authority(folder, "authority")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("upstream", "IP:127.0.0.1"))
    return context, authority.certificate
