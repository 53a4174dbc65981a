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
    from ._diff import diff
    from ._evidence import accounts, disagreements, evidence
    from ._known import known_by
    from ._network import edges, network
    from ._timeline import timeline
    from .exports import export
    from .findings import DataError, Finding
    from .schema import pandera_schema
    from .validation import validate

    __version__: str

# name → module, for what only some users need
_LATER = {
    "DataError": ".findings",
    "Finding": ".findings",
    "accounts": "._evidence",
    "diff": "._diff",
    "disagreements": "._evidence",
    "edges": "._network",
    "evidence": "._evidence",
    "export": ".exports",
    "known_by": "._known",
    "network": "._network",
    "pandera_schema": ".schema",
    "timeline": "._timeline",
    "validate": ".validation",
}

__all__ = [
    "DataError",
    "Finding",
    "__version__",
    "accounts",
    "citation",
    "data_path",
    "descriptor",
    "diff",
    "disagreements",
    "edges",
    "evidence",
    "export",
    "known_by",
    "load",
    "network",
    "pandera_schema",
    "timeline",
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
