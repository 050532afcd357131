"""Pictures as PNG, drawn by matplotlib in a process of its own."""

from adapters.pictures.painter import WorkerPainter, open_painter

__all__ = ["WorkerPainter", "open_painter"]
