"""Encryption of text at rest: a data key per person, wrapped by the keys of the installation.

Rotating the installation's keys re-wraps the small data keys only; destroying a person's data key makes all
their texts unreadable, also in backups.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet


class Vault:
    """Makes, wraps and uses data keys. `keys` are Fernet keys, newest first."""

    def __init__(self, keys: list[str]) -> None:
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._master = MultiFernet([Fernet(key.encode()) for key in keys])
        # The oldest key names addresses, so that adding a newer one does not lose people.
        self._naming = hashlib.sha256(b"address" + keys[-1].encode()).digest()
        self._open = lru_cache(maxsize=1024)(self._unwrap)

    def new_data_key(self) -> str:
        """A fresh data key, wrapped."""
        return self._master.encrypt(Fernet.generate_key()).decode()

    def rewrap(self, data_key: str) -> str:
        """The same data key, wrapped by the newest key of the installation."""
        return self._master.rotate(data_key.encode()).decode()

    def seal(self, data_key: str, content: Any) -> str:
        """Encrypt anything that JSON can hold (a lone surrogate included)."""
        return self._open(data_key).encrypt(json.dumps(content).encode()).decode()

    def unseal(self, data_key: str, sealed: str | None) -> Any:
        """What `seal` was given; None for nothing."""
        return None if sealed is None else json.loads(self._open(data_key).decrypt(sealed.encode()))

    def name(self, *parts: str) -> str:
        """A keyed hash: finds the same address again, tells nothing to who has the database alone."""
        text = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._naming, text, hashlib.sha256).hexdigest()

    def _unwrap(self, data_key: str) -> Fernet:
        return Fernet(self._master.decrypt(data_key.encode()))
