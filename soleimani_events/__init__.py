"""Events and actors around Qasem Soleimani and Iran's Quds Force, each value with who said it.

>>> import soleimani_events
>>> events = soleimani_events.load_events()

Importing this module imports nothing heavy: pandas comes with the first table.
"""

from . import loaders
from ._package import data_path, descriptor
from .citation import citation
from .loaders import *  # noqa: F403
from .tables import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .findings import DataError, Finding
    from .schema import pandera_schema
    from .validation import validate

    __version__: str

# name → module, for what only some users need
_LATER = {
    "DataError": ".findings",
    "Finding": ".findings",
    "pandera_schema": ".schema",
    "validate": ".validation",
}

__all__ = [
    "DataError",
    "Finding",
    "__version__",
    "citation",
    "data_path",
    "descriptor",
    "load",
    "pandera_schema",
    "validate",
]
__all__ += loaders.__all__


def __getattr__(name: str) -> object:
    if name == "__version__":
        return descriptor()["version"]
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
