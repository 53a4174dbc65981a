"""How to cite the dataset, from the descriptor alone."""

from ._package import descriptor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    Style = Literal["text", "bibtex", "ris", "csl-json"]


def citation(style: "Style" = "text") -> str:
    """The citation of this version of the dataset.

    ``style`` is ``"text"``, ``"bibtex"`` (``@dataset`` of biblatex), ``"ris"`` (type DATA) or ``"csl-json"``
    (CSL 1.0.2, type dataset). The version is part of each, so that a value can be traced later.

    Raises ``ValueError`` for another style and ``DataError`` if the installed descriptor is damaged.
    """
    styles = {"text": _text, "bibtex": _bibtex, "ris": _ris, "csl-json": _csl}
    if style not in styles:
        raise ValueError(f"{style!r} is no citation style; the styles are {', '.join(styles)}")
    return styles[style](descriptor())


def authors(package: "dict[str, Any]") -> list[str]:
    return [c["title"] for c in package["contributors"] if "creator" in c.get("roles", ())]


def released(package: "dict[str, Any]") -> str:
    """The day of the release, as YYYY-MM-DD."""
    return str(package["created"][:10])


def _text(package: "dict[str, Any]") -> str:
    by = f"{'; '.join(authors(package))} ({released(package)[:4]})"
    what = f"{package['title']} (version {package['version']}) [Data set]"
    return f"{by}. {what}. {package['licenses'][0]['name']}."


def _bibtex(package: "dict[str, Any]") -> str:
    key = f"{package['name']}_{package['version']}".replace("-", "_")
    entries = {
        # braces keep the name of a group whole
        "author": " and ".join(f"{{{name}}}" for name in authors(package)),
        "title": f"{{{package['title']}}}",
        "date": released(package),
        "version": package["version"],
        "note": f"Data set, licence {package['licenses'][0]['name']}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entries.items())
    return f"@dataset{{{key},\n{lines}\n}}"


def _ris(package: "dict[str, Any]") -> str:
    lines = [
        ("TY", "DATA"),
        *(("AU", name) for name in authors(package)),
        ("TI", package["title"]),
        ("PY", released(package)[:4]),
        ("DA", released(package).replace("-", "/")),
        ("ET", package["version"]),
        ("AB", package["description"]),
        *(("KW", word) for word in package.get("keywords", ())),
        ("C1", f"Licence {package['licenses'][0]['name']}"),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in lines)


def _csl(package: "dict[str, Any]") -> str:
    import json

    item = {
        "id": f"{package['name']}-{package['version']}",
        "type": "dataset",
        "title": package["title"],
        "author": [{"literal": name} for name in authors(package)],
        "issued": {"date-parts": [[int(part) for part in released(package).split("-")]]},
        "version": package["version"],
        "abstract": package["description"],
        "keyword": ", ".join(package.get("keywords", ())),
        "license": package["licenses"][0]["path"],
    }
    return json.dumps([item], indent=2, ensure_ascii=False)
