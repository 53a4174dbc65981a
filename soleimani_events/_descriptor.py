"""Reading ``datapackage.json``: every keyword known, every path inside the package.

The vocabulary is the part of Data Package v2 that this package uses, and its own ``x_`` properties.
An unknown keyword is an error: a misspelt constraint would otherwise constrain nothing.
"""

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .findings import DataError, Finding

REQUIRED = True
OPTIONAL = False

# object → keyword → (what it holds, whether it must be there). A string names another object;
# [x] is a list of x.
VOCABULARY: "dict[str, dict[str, tuple[Any, bool]]]" = {
    "package": {
        "$schema": (str, REQUIRED),
        "name": (str, REQUIRED),
        "title": (str, REQUIRED),
        "description": (str, REQUIRED),
        "version": (str, REQUIRED),
        "created": (str, REQUIRED),
        "keywords": ([str], OPTIONAL),
        "licenses": (["license"], REQUIRED),
        "contributors": (["contributor"], REQUIRED),
        "x_avoided_words": ([str], OPTIONAL),
        "resources": (["resource"], REQUIRED),
    },
    "license": {"name": (str, REQUIRED), "title": (str, REQUIRED), "path": (str, REQUIRED)},
    "contributor": {"title": (str, REQUIRED), "roles": ([str], OPTIONAL)},
    "resource": {
        "name": (str, REQUIRED),
        "type": (str, REQUIRED),
        "path": (str, REQUIRED),
        "title": (str, REQUIRED),
        "description": (str, REQUIRED),
        "format": (str, REQUIRED),
        "mediatype": (str, REQUIRED),
        "encoding": (str, REQUIRED),
        "bytes": (int, REQUIRED),
        "hash": (str, REQUIRED),
        "dialect": ("dialect", REQUIRED),
        "schema": ("schema", REQUIRED),
    },
    "dialect": {
        "delimiter": (str, REQUIRED),
        "lineTerminator": (str, REQUIRED),
        "quoteChar": (str, REQUIRED),
        "doubleQuote": (bool, REQUIRED),
        "header": (bool, REQUIRED),
    },
    "schema": {
        "fields": (["field"], REQUIRED),
        "missingValues": ([str], REQUIRED),
        "primaryKey": ([str], REQUIRED),
        "foreignKeys": (["foreign key"], OPTIONAL),
        "x_evidence": (bool, OPTIONAL),
        "x_subject": ("subject", OPTIONAL),
        "x_retired": ("retired", OPTIONAL),
    },
    "foreign key": {"fields": ([str], REQUIRED), "reference": ("reference", REQUIRED)},
    "reference": {"resource": (str, OPTIONAL), "fields": ([str], REQUIRED)},
    "field": {
        "name": (str, REQUIRED),
        "type": (str, REQUIRED),
        "format": (str, OPTIONAL),
        "title": (str, REQUIRED),
        "description": (str, REQUIRED),
        "constraints": ("constraints", OPTIONAL),
        "categories": (["category"], OPTIONAL),
        "categoriesOrdered": (bool, OPTIONAL),
        "x_code_list": (str, OPTIONAL),
        "x_derived": ("derivation", OPTIONAL),
        "x_evidence": (bool, OPTIONAL),
        "x_format": (str, OPTIONAL),
        "x_judgement": (bool, OPTIONAL),
        "x_own_words": (bool, OPTIONAL),
        "x_range": ("range", OPTIONAL),
        "x_unit": (str, OPTIONAL),
    },
    "constraints": {
        "required": (bool, OPTIONAL),
        "unique": (bool, OPTIONAL),
        "pattern": (str, OPTIONAL),
        "enum": ([str], OPTIONAL),
        "minimum": (int, OPTIONAL),
        "maximum": (int, OPTIONAL),
        "maxLength": (int, OPTIONAL),
    },
    "category": {
        "value": (str, REQUIRED),
        "label": (str, REQUIRED),
        "x_denial": (bool, OPTIONAL),
        "x_geo_precision": ([int], OPTIONAL),
    },
    "derivation": {"as": (str, REQUIRED), "from": ([str], REQUIRED)},
    "range": {"property": (str, REQUIRED), "bound": (str, REQUIRED)},
    "subject": {"table": (str, REQUIRED), "id": (str, REQUIRED), "property": (str, REQUIRED)},
    "retired": {"table": (str, REQUIRED), "id": (str, REQUIRED), "replacement": (str, REQUIRED)},
}
# keyword of an object → the values that this package reads
VALUES = {
    ("resource", "type"): ("table",),
    ("resource", "format"): ("csv",),
    ("resource", "encoding"): ("utf-8",),
    ("dialect", "delimiter"): (",",),
    ("dialect", "lineTerminator"): ("\n",),
    ("dialect", "quoteChar"): ('"',),
    ("dialect", "doubleQuote"): (True,),
    ("dialect", "header"): (True,),
    ("field", "type"): ("string", "integer", "number", "boolean", "date"),
    ("field", "x_format"): ("edtf",),
    ("derivation", "as"): ("earliest", "latest", "precision", "joined"),
    ("range", "bound"): ("low", "best", "high"),
}


def read_descriptor(path: str) -> "dict[str, Any]":
    """Parse and check a descriptor; raises ``DataError`` with all that is wrong with it."""
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        mend = "name a folder that holds one, or install the package again."
        raise _error(_finding("missing-descriptor", "does not exist.", mend, path)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        mend = "save it as UTF-8."
        raise _error(_finding("not-utf-8", "is not UTF-8.", mend, name, line)) from None
    try:
        descriptor = json.loads(text)
    except json.JSONDecodeError as error:
        mend = f"correct the JSON near character {error.colno} of that line."
        raise _error(_finding("not-json", f"is not JSON: {error.msg}.", mend, name, error.lineno)) from None
    findings = _objects(descriptor, "package", "") or _names(descriptor)
    if findings:
        raise _error(*(f._replace(file=name, line=_line(text, f)) for f in findings))
    checked: dict[str, Any] = descriptor
    return checked


def _finding(*parts: "Any", **named: "Any") -> "Finding":
    """A finding; its module is imported only where something is wrong, for the sake of a quick start."""
    from .findings import Finding

    return Finding(*parts, **named)


def _error(*findings: "Finding") -> "DataError":
    from .findings import DataError

    return DataError(list(findings))


def _line(text: str, finding: "Finding") -> int | None:
    """The line that holds the last name of the finding's pointer, or its value, if there is one such line."""
    for needle in (json.dumps(finding.column.rsplit("/", 1)[-1]) + ":", json.dumps(finding.value)):
        if text.count(needle) == 1:
            return text[: text.index(needle)].count("\n") + 1
    return None


def _objects(value: "Any", kind: str, pointer: str) -> "list[Finding]":
    if not isinstance(value, dict):
        return [_finding("descriptor-type", f"is no {kind} object.", "write an object.", column=pointer)]
    known = VOCABULARY[kind]
    findings = []
    for keyword, content in value.items():
        here = f"{pointer}/{keyword}"
        if keyword not in known:
            from .findings import nearest

            near = nearest(keyword, known)
            mend = f"write {near!r}." if near else f"remove it; known are {', '.join(sorted(known))}."
            findings.append(
                _finding("unknown-keyword", f"is no keyword of a {kind}.", mend, column=here, value=keyword)
            )
            continue
        findings += _value(content, known[keyword][0], here)
        allowed = VALUES.get((kind, keyword))
        if allowed and content not in allowed:
            mend = "write one of " + ", ".join(map(repr, allowed)) + "."
            message = "is not read by this package."
            findings.append(_finding("descriptor-value", message, mend, column=here, value=str(content)))
    findings += [
        _finding("missing-keyword", f"is missing from the {kind}.", "add it.", column=f"{pointer}/{keyword}")
        for keyword, (_, required) in known.items()
        if required and keyword not in value
    ]
    return findings


def _value(value: "Any", holds: "Any", pointer: str) -> "list[Finding]":
    if isinstance(holds, str):
        return _objects(value, holds, pointer)
    if isinstance(holds, list):
        if not isinstance(value, list):
            return [_finding("descriptor-type", "is not a list.", "write a list.", column=pointer)]
        return [f for i, item in enumerate(value) for f in _value(item, holds[0], f"{pointer}/{i}")]
    if type(value) is not holds:
        return [
            _finding(
                "descriptor-type",
                f"is not of type {holds.__name__}.",
                f"write a {holds.__name__}.",
                column=pointer,
                value=str(value),
            )
        ]
    return []


def _names(descriptor: "dict[str, Any]") -> "list[Finding]":
    """Names that point at nothing, and paths that lead out of the package."""
    findings = []
    resources = {r["name"]: r for r in descriptor["resources"]}
    for i, resource in enumerate(descriptor["resources"]):
        here = f"/resources/{i}"
        path = resource["path"]
        if leaves_folder(path):
            mend = "name a file below the folder of the descriptor, with forward slashes."
            findings.append(_finding("unsafe-path", "leaves the package.", mend, column=f"{here}/path", value=path))
        columns = _columns(resource)
        used = [(name, columns, f"{here}/schema/primaryKey") for name in resource["schema"]["primaryKey"]]
        for special in ("x_subject", "x_retired"):
            pointers = resource["schema"].get(special, {})
            used += [(name, columns, f"{here}/schema/{special}") for name in pointers.values()]
        for field in resource["schema"]["fields"]:
            for name in field.get("x_derived", {}).get("from", ()):
                used.append((name, columns, f"{here}/schema/fields/{field['name']}/x_derived"))
        for key in resource["schema"].get("foreignKeys", ()):
            pointer = f"{here}/schema/foreignKeys"
            used += [(name, columns, pointer) for name in key["fields"]]
            target = resources.get(key["reference"].get("resource", resource["name"]))
            if target is None:
                name = key["reference"]["resource"]
                findings.append(_finding("unknown-name", "is no table.", "name a table.", column=pointer, value=name))
            else:
                used += [(name, _columns(target), pointer) for name in key["reference"]["fields"]]
        findings += [
            _finding("unknown-name", "is no column of that table.", "name a column.", column=pointer, value=name)
            for name, known, pointer in used
            if name not in known
        ]
    return findings


def leaves_folder(path: str) -> bool:
    """Whether a path could lead out of the folder that it is meant for, on any system."""
    return ":" in path or "\\" in path or "\0" in path or path.startswith("/") or ".." in path.split("/")


def _columns(resource: "dict[str, Any]") -> set[str]:
    return {field["name"] for field in resource["schema"]["fields"]}
