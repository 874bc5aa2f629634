#!/usr/bin/env python3
"""Regenerates cases/vault/vaults.json: vaults made by real ansible-vault, with their passwords and plaintexts.

usage: vault.py      (needs ansible-vault in PATH)
"""
import json
import pathlib
import subprocess
import tempfile

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "vault"

# name, password, vault id, plaintext
WANTED = [
    ("one line", b"password", None, b"secret\n"),
    ("nothing at all", b"password", None, b""),
    ("a whole block", b"password", None, b"0123456789abcdef"),
    ("one byte less than a block", b"password", None, b"0123456789abcde"),
    ("many lines", b"password", None, b"".join(b"line %d of many\n" % i for i in range(200))),
    ("every byte", b"password", None, bytes(range(256))),
    ("beyond ascii", "pässwörd ☃".encode(), None, "käse: ☃\n".encode()),
    ("a password that is no text", b"\xff\xfe\x80abc", None, b"secret"),
    ("a password longer than a block of the hash", b"p" * 100, None, b"secret"),
    ("a password with spaces around", b"  two words \n\n", None, b"secret"),
    ("with a vault id", b"password", "prod", b"secret\n"),
    ("with a vault id beyond ascii", b"password", "dev-1.x_y", b"secret\n"),
    ("with the default vault id", b"password", "default", b"secret\n"),
    ("yaml", b"password", None, b"---\ndb_password: s3cret\nport: 5432\n"),
]


def main():
    made = []
    with tempfile.TemporaryDirectory() as folder:
        key = pathlib.Path(folder, "password")
        for name, password, vault_id, plaintext in WANTED:
            key.write_bytes(password)
            label = f"{vault_id}@{key}" if vault_id else str(key)
            vault = subprocess.run(
                ["ansible-vault", "encrypt", "--vault-id", label, "--output", "-"],
                input=plaintext, stdout=subprocess.PIPE, check=True).stdout.decode()
            made.append({"name": name, "password": password.hex(), "id": vault_id, "plaintext": plaintext.hex(), "vault": vault})
    CASES.mkdir(exist_ok=True)
    (CASES / "vaults.json").write_text(json.dumps(made, indent=1) + "\n")


main()
