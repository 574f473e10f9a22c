"""A certificate authority for one test run, made by the command line of OpenSSL."""

import os
import subprocess


class Authority:
    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.certificate, self.key = self.paths(name)
        self.openssl("req", "-x509", "-days", "2", *self.new_key(self.key), "-out", self.certificate, "-subj", f"/CN={name}",
                     "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")

    def paths(self, name):
        return os.path.join(self.folder, name + ".pem"), os.path.join(self.folder, name + ".key")

    @staticmethod
    def new_key(path):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]

    @staticmethod
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def issue(self, name, *names):
        """Paths of a certificate for these subject alternative names, and of its key."""
        certificate, key = self.paths(name)
        request, extensions = os.path.join(self.folder, name + ".csr"), os.path.join(self.folder, name + ".ext")
        self.openssl("req", "-new", *self.new_key(key), "-out", request, "-subj", f"/CN={name}")
        with open(extensions, "w", encoding="utf-8") as file:
            file.write("basicConstraints=CA:FALSE\n")
            if names:
                file.write("subjectAltName=" + ",".join(names) + "\n")
        self.openssl("x509", "-req", "-days", "2", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                     "-CAcreateserial", "-extfile", extensions, "-out", certificate)
        return certificate, key
