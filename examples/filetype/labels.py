# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what magika's configuration says as a C header:

    .venv/bin/python3 examples/filetype/labels.py MODEL_FOLDER work/labels.h
"""
import json
import sys
from pathlib import Path


def main() -> None:
    """Runs the command."""
    folder, output = map(Path, sys.argv[1:])
    config = json.loads((folder / "config.min.json").read_text())
    rows = []
    for label in config["target_labels_space"]:
        threshold = config["thresholds"].get(label, config["medium_confidence_threshold"])
        rows.append(f'  {{"{config["overwrite_map"].get(label, label)}", {threshold}f}},')
    sizes = ", ".join(f"{name} = {config[key]}" for name, key in (
        ("begin_bytes", "beg_size"), ("end_bytes", "end_size"), ("block_bytes", "block_size"), ("padding", "padding_token"),
        ("least_bytes", "min_file_size_for_dl")))
    output.write_text("\n".join([
        f"enum {{ {sizes}, labels = {len(rows)} }};",
        "/* The name of each label, and the least score that is sure. */",
        "static const struct { const char *name; float threshold; } label_table[] = {", *rows, "};", ""]))


if __name__ == "__main__":
    main()
