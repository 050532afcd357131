"""Files that members send, as text; PDFs are read by pypdf in a process of its own."""

from adapters.documents.reader import FileReader

__all__ = ["FileReader"]
