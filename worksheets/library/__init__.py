"""The shipped library: what its content files say, and loading them.

Loading is idempotent. Changed content becomes a new published version and retires the one before;
assignments keep the version they were given (C-10).
"""

from worksheets.library.files import frame, measures, pathways, schema_of, sources, themes
from worksheets.library.loading import Loaded, load

__all__ = [
    "Loaded",
    "frame",
    "load",
    "measures",
    "pathways",
    "schema_of",
    "sources",
    "themes",
]
