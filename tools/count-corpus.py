#!/usr/bin/env python3
"""Counts the entity documents of a folder of YAML files without the portal's engine.

It shares nothing with the engine: another language, another YAML reader (PyYAML), another way to cut files into
documents. An entity document is a mapping with a text in apiVersion and kind and a mapping in metadata; whether
it is a *valid* entity is not judged. Prints JSON: {"kinds": {kind: n}, "documents": [[file, line, kind, name]],
"broken": [[file, line, reason]]}. Run tools/count-corpus.ts to compare it with the engine.

    python3 tools/count-corpus.py ../shared/corpus/catalog ../shared/corpus/templates
"""
import json
import os
import re
import sys
from collections import Counter

import yaml


class Loader(yaml.SafeLoader):
    """PyYAML with the scalars of YAML 1.2 core: no dates, no yes and no, no merge keys."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def yaml_files(folders):
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                if name.endswith((".yaml", ".yml")):
                    yield os.path.join(root, name)


def pieces(text):
    """(first line, text) of each document, cut at lines that begin with three hyphens."""
    start, lines = 1, []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"---(\s|$)", line):
            yield start, "\n".join(lines)
            start, lines = number, []
        lines.append(line)
    yield start, "\n".join(lines)


def value_of(mapping, key):
    return next((value for name, value in mapping.value if name.value == key), None)


def is_text(node):
    return isinstance(node, yaml.ScalarNode) and node.value != ""


def main(folders):
    documents, broken = [], []
    for file in sorted(yaml_files(folders)):
        with open(file, encoding="utf-8-sig", errors="replace") as handle:
            text = handle.read()
        for line, piece in pieces(text):
            try:
                node = yaml.compose(piece, Loader=Loader)
            except (yaml.YAMLError, RecursionError, ValueError) as error:
                broken.append([file, line, " ".join(str(error).split())[:200]])
                continue
            if not isinstance(node, yaml.MappingNode):
                continue
            version, kind = value_of(node, "apiVersion"), value_of(node, "kind")
            metadata = value_of(node, "metadata")
            if is_text(version) and is_text(kind) and isinstance(metadata, yaml.MappingNode):
                name = value_of(metadata, "name")
                shown = name.value if isinstance(name, yaml.ScalarNode) else None
                documents.append([file, line + node.start_mark.line, kind.value, shown])
    kinds = Counter(kind for _, _, kind, _ in documents)
    json.dump({"kinds": dict(kinds), "documents": documents, "broken": broken}, sys.stdout)


main(sys.argv[1:])
