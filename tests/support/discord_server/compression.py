"""Transport compression of gateway messages (docs: gateway, "Transport Compression")."""

import importlib
import zlib
from collections.abc import Callable


def compressor(kind: str) -> Callable[[str], bytes] | None:
    """What packs each message of one connection, or None for plain text.

    discord.py asks for zstd-stream where Python brings it (3.14), else for zlib-stream."""
    if kind == "zlib-stream":
        packer = zlib.compressobj()
        return lambda text: packer.compress(text.encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        zstd = importlib.import_module("compression.zstd")
        stream = zstd.ZstdCompressor()
        return lambda text: bytes(stream.compress(text.encode(), zstd.ZstdCompressor.FLUSH_BLOCK))
    return None
