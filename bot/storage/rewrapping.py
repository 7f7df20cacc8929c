"""Puts all that the installation's keys protect under the newest of them, so that an older one can be taken out.

In small transactions, each of them complete: it may be stopped and run again, and beside running processes that know the
newest key too. Texts are not touched: only the small keys that open them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import select, update

from bot.storage.installation_secrets import InstallationSecrets
from bot.storage.session import Connection, Database
from bot.storage.tables import persons
from bot.storage.vault import Vault

BATCH = 100  # persons in one transaction: people who write meanwhile hardly wait


@dataclass(frozen=True)
class Rewrapped:
    """How many data keys were put under the newest key, were so before, and cannot be opened with any key."""

    changed: int
    already: int
    lost: int


def rewrap(database: Database, vault: Vault, told: Callable[[int], object] = lambda _: None) -> Rewrapped:
    """Put everything under the newest key, until a whole look finds nothing left. `told` gets how many are done, by batch.

    Raises InvalidToken when the secret of keyed hashes cannot be opened: the keys are not those of this database.
    """
    with database.write() as connection:
        _naming(connection, database, vault)
    changed = 0
    while True:
        now_changed, already, lost = _round(database, vault, lambda done, before=changed: told(before + done))  # type: ignore[misc]
        changed += now_changed
        if not now_changed:  # nobody came under an older key while we were at it
            return Rewrapped(changed, max(0, already - changed), lost)


def _naming(connection: Connection, database: Database, vault: Vault) -> None:
    """Keep the secret of keyed hashes under the newest key: until now it may follow from the oldest."""
    secrets = InstallationSecrets(database)
    kept = secrets.naming_in(connection)
    if kept is None:
        secrets.keep_naming(connection, vault.wrapped_naming())
    elif not vault.is_newest(kept):
        secrets.keep_naming(connection, vault.rewrap(kept))


def _round(database: Database, vault: Vault, told: Callable[[int], object]) -> tuple[int, int, int]:
    """One look at everybody: (changed, newest already, cannot be opened)."""
    changed = already = lost = 0
    last = ""
    while True:
        with database.write() as connection:
            query = select(persons.c.id, persons.c.data_key).where(persons.c.id > last).order_by(persons.c.id).limit(BATCH)
            rows = connection.execute(query).all()
            for row in rows:
                if vault.is_newest(row.data_key):
                    already += 1
                    continue
                try:
                    anew = vault.rewrap(row.data_key)
                except InvalidToken:
                    lost += 1
                    continue
                same = (persons.c.id == row.id, persons.c.data_key == row.data_key)
                changed += connection.execute(update(persons).where(*same).values(data_key=anew)).rowcount
        if not rows:
            return changed, already, lost
        last = rows[-1].id
        if changed:
            told(changed)
