"""The process that reads one PDF: its bytes come in, JSON goes out. It alone imports pypdf."""

import io
import json
import logging
import resource
import sys
import warnings

PAGES = 20
LONGEST = 20_000  # characters
MEMORY = 512 * 1024 * 1024  # bytes of addresses
SECONDS = 15  # of a processor


def read(content: bytes) -> dict[str, str]:
    """`text`, or why there is none as `fault`."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "locked", "text": ""}
        if len(reader.pages) > PAGES:
            return {"fault": "long", "text": ""}
        text = ""
        for page in reader.pages:
            text += f"{page.extract_text()}\n"
            if len(text) > LONGEST:
                break
    except MemoryError:
        raise
    except Exception:  # a broken file may break it anywhere
        return {"fault": "damaged", "text": ""}
    return {"fault": "" if text.strip() else "scanned", "text": text[:LONGEST]}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("ignore")
    logging.disable()
    out, sys.stdout = sys.stdout, sys.stderr
    out.write(json.dumps(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
