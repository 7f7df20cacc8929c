"""Vectors of the examples in one small file that comes with the project, so that a first training need not make them all."""

from __future__ import annotations

import hashlib
import io
import lzma
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

FILE = Path(__file__).resolve().parent.parent.parent / "data" / "vectors.npz.xz"
# Values are rounded to steps of this size, along the axes in which the vectors differ most: most of the others become 0.
STEP = 0.015


@dataclass(frozen=True)
class VectorFile:
    """Rounded vectors by text. They are near enough to learn from, and the same on every machine."""

    embedder: str
    _rows: dict[bytes, int]
    _codes: NDArray[np.int8]  # (axes, texts)
    _axes: Vectors  # (dimensions, axes)
    _mean: Vectors

    @classmethod
    def load(cls, embedder: str, file: Path = FILE) -> VectorFile | None:
        """The file, or None when there is none of this embedder. A broken file counts as none: vectors can be made anew."""
        try:
            with np.load(io.BytesIO(lzma.decompress(file.read_bytes())), allow_pickle=False) as kept:
                if str(kept["embedder"]) != embedder:
                    return None
                rows = {bytes(key): row for row, key in enumerate(kept["keys"])}
                return cls(embedder, rows, kept["codes"], kept["axes"].astype(np.float32), kept["mean"])
        except (OSError, ValueError, KeyError, EOFError, lzma.LZMAError):
            return None

    def read(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of the texts that it knows, of length 1."""
        known = {text: row for text in texts if (row := self._rows.get(_key(text))) is not None}
        if not known:
            return {}
        vectors = self._codes[:, list(known.values())].T.astype(np.float32) * STEP @ self._axes.T + self._mean
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return dict(zip(known, vectors))

    def __len__(self) -> int:
        return len(self._rows)


def write(embedder: str, texts: Sequence[str], vectors: Vectors, file: Path = FILE) -> None:
    """Keep the vectors of texts, shape (texts, dimensions). About 120 bytes a text."""
    order = sorted(range(len(texts)), key=lambda row: _key(texts[row]))
    vectors = vectors[order]
    mean = vectors.mean(axis=0)
    _, axes = np.linalg.eigh((vectors - mean).T @ (vectors - mean))
    axes = axes[:, ::-1].astype(np.float16)
    codes = np.round((vectors - mean) @ axes.astype(np.float32) / STEP).clip(-127, 127).astype(np.int8)
    keys = np.array([list(_key(texts[row])) for row in order], np.uint8)
    packed = io.BytesIO()
    np.savez(packed, embedder=embedder, keys=keys, codes=np.ascontiguousarray(codes.T), axes=axes, mean=mean)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(lzma.compress(packed.getvalue()))
    part.replace(file)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
