"""Encryption of text at rest: a data key per person, wrapped by the keys of the installation.

Rotating the installation's keys re-wraps the small data keys and the secret of keyed hashes only (`rewrapping.py`);
destroying a person's data key makes all their texts unreadable, also in backups.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Vault:
    """Makes, wraps and uses data keys. `keys` are Fernet keys, newest first.

    `naming` gives the wrapped secret of keyed hashes; None, or what gives None: it follows from the oldest key.
    """

    def __init__(self, keys: list[str], naming: Callable[[], str | None] = lambda: None) -> None:
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._newest = Fernet(keys[0].encode())
        self._master = MultiFernet([self._newest, *(Fernet(key.encode()) for key in keys[1:])])
        self._oldest = keys[-1]
        self._kept_naming = naming
        self._open = lru_cache(maxsize=1024)(self._unwrap)

    @cached_property
    def _naming(self) -> bytes:
        """The secret of keyed hashes. Adding a key never changes it, so that nobody becomes a stranger.

        Until it is kept in the database it follows from the oldest key.
        """
        kept = self._kept_naming()
        if kept is None:
            return hashlib.sha256(b"address" + self._oldest.encode()).digest()
        return self._master.decrypt(kept.encode())

    def new_data_key(self) -> str:
        """A fresh data key, wrapped."""
        return self._master.encrypt(Fernet.generate_key()).decode()

    def rewrap(self, data_key: str) -> str:
        """The same data key (or secret), wrapped by the newest key of the installation. Raises InvalidToken."""
        return self._master.rotate(data_key.encode()).decode()

    def is_newest(self, data_key: str) -> bool:
        """Whether a data key (or secret) is wrapped by the newest key already."""
        try:
            self._newest.decrypt(data_key.encode())
        except InvalidToken:
            return False
        return True

    def wrapped_naming(self) -> str:
        """The secret of keyed hashes, wrapped by the newest key, to be kept."""
        return self._master.encrypt(self._naming).decode()

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
