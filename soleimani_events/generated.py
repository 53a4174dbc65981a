"""The texts that are made from the descriptor: CODEBOOK.md, CITATION.cff and the loaders' module."""

import json
from textwrap import fill

from .citation import authors, released
from .tables import dtype_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WIDTH = 100


def codebook(package: "dict[str, Any]", counts: dict[str, int]) -> str:
    """Every table, column and code, as Markdown."""
    lines = [
        "# Codebook",
        "",
        f"{package['title']}, version {package['version']}. Generated from `datapackage.json` by "
        "`soleimani-events stamp`; edit the descriptor, not this file.",
        "",
        "Must: the cell may not be empty. Evidence: the value stands only if a claim asserts it.",
        "",
        "| Table | Rows | What it holds |",
        "| --- | ---: | --- |",
    ]
    lines += [
        f"| [{r['name']}](#{r['name']}) | {counts[r['name']]} | {r['description']} |" for r in package["resources"]
    ]
    for resource in package["resources"]:
        lines += ["", *_table(resource)]
    return "\n".join(lines) + "\n"


def _table(resource: "dict[str, Any]") -> list[str]:
    schema = resource["schema"]
    targets = {k["fields"][0]: k["reference"].get("resource", resource["name"]) for k in schema.get("foreignKeys", ())}
    lines = [f"## {resource['name']}", "", resource["description"]]
    lines += [
        "",
        f"File `{resource['path']}`, key {', '.join(f'`{name}`' for name in schema['primaryKey'])}.",
    ]
    if schema.get("x_evidence"):
        lines[-1] += " Each row needs a claim for itself (`record`)."
    lines += ["", "| Column | Type | Must | Evidence | Meaning |", "| --- | --- | :---: | :---: | --- |"]
    for field in schema["fields"]:
        meaning = field["description"]
        if field["name"] in targets:
            meaning += f" Refers to [{targets[field['name']]}](#{targets[field['name']]})."
        if "x_unit" in field:
            meaning += f" Unit: {field['x_unit']}."
        if "x_code_list" in field:
            meaning += f" Source of the codes or form: {field['x_code_list']}."
        must = "yes" if field.get("constraints", {}).get("required") else ""
        evidence = "yes" if field.get("x_evidence") else ""
        lines.append(f"| `{field['name']}` | {dtype_name(field)} | {must} | {evidence} | {meaning} |")
    for field in schema["fields"]:
        if "categories" in field:
            lines += ["", f"Codes of `{field['name']}`:", "", "| Code | Meaning |", "| --- | --- |"]
            lines += [f"| `{c['value']}` | {c['label']} |" for c in field["categories"]]
    return lines


def citation_cff(package: "dict[str, Any]") -> str:
    """The citation file (Citation File Format 1.2.0). Strings are written as JSON, which YAML includes."""
    values = {
        "cff-version": "1.2.0",
        "message": "Please cite the version that you used.",
        "type": "dataset",
        "title": package["title"],
        "abstract": package["description"],
        "authors": [{"name": name} for name in authors(package)],
        "version": package["version"],
        "date-released": released(package),
        "license": package["licenses"][0]["name"],
        "keywords": package.get("keywords", []),
    }
    head = "# Generated from datapackage.json by `soleimani-events stamp`.\n"
    return head + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def loaders(package: "dict[str, Any]") -> str:
    """The module with one loader a table, whose docstrings are the codebook in short."""
    head = [
        '"""One plain loader a table. Generated from datapackage.json by `soleimani-events stamp`."""',
        "",
        "from .tables import load",
        "",
        "TYPE_CHECKING = False",
        "if TYPE_CHECKING:",
        "    from typing import Any",
        "",
        "    from .tables import Engine",
        "",
        *_exported(package),
    ]
    return "\n".join(head + [line for r in package["resources"] for line in _loader(r)]) + "\n"


def _loader(resource: "dict[str, Any]") -> list[str]:
    name = resource["name"]
    lines = ["", "", f'def load_{name}(engine: "Engine" = "pandas") -> "Any":', f'    """Load {name}.', ""]
    lines += _wrapped(resource["description"])
    lines += [
        "",
        *_wrapped(f"A fresh frame, sorted by {', '.join(resource['schema']['primaryKey'])}, with these columns:"),
        "",
    ]
    for field in resource["schema"]["fields"]:
        lines.append(f"    {field['name']} : {dtype_name(field)}")
        unit = f" Unit: {field['x_unit']}." if "x_unit" in field else ""
        source = f" Source: {field['x_code_list']}." if "x_code_list" in field else ""
        lines += _wrapped(field["description"] + unit + source, " " * 8)
    lines += ["", *_wrapped("``engine`` and errors as for ``load``.")]
    return [*lines, '    """', f'    return load("{name}", engine)']


def loaders_stub(package: "dict[str, Any]") -> str:
    """What type checkers see of the loaders: the frame that each engine gives."""
    kinds = {"pandas": "pandas.DataFrame", "polars": "polars.DataFrame", "arrow": "pyarrow.Table"}
    lines = [
        "# Generated from datapackage.json by `soleimani-events stamp`.",
        "from typing import Literal, overload",
        "",
        "import pandas",
        "import polars",
        "import pyarrow",
        "",
        *_exported(package),
        "",
    ]
    for resource in package["resources"]:
        for engine, kind in kinds.items():
            default = " = ..." if engine == "pandas" else ""
            parameter = f'engine: Literal["{engine}"]{default}'
            lines += ["@overload", f"def load_{resource['name']}({parameter}) -> {kind}: ..."]
    return "\n".join(lines) + "\n"


def _exported(package: "dict[str, Any]") -> list[str]:
    names = sorted(f"load_{r['name']}" for r in package["resources"])
    return ["__all__ = [", *(f'    "{name}",' for name in names), "]"]


def _wrapped(text: str, indent: str = "    ") -> list[str]:
    return fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent).split("\n")
