"""Converts a GGUF file for OpenVINO, in a process of its own, so that a damaged file can crash nothing else.

Arguments: the file, and an empty folder for the model, its tokenizer and a config.json. If it fails, the last line of
stderr says why. The only file that imports openvino_genai.
"""

from __future__ import annotations

import sys
from pathlib import Path


def convert(file: Path, folder: Path) -> None:
    """Leave the model of `file` in `folder`."""
    import openvino_genai
    import transformers

    link = folder / "model.gguf"  # the converter writes beside the file
    link.symlink_to(file.resolve())
    openvino_genai.LLMPipeline(link, "CPU", enable_save_ov_model=True)
    kinds = (transformers.AutoTokenizer, transformers.AutoConfig)
    for kind in kinds:
        made = kind.from_pretrained(folder, gguf_file=link.name, local_files_only=True, trust_remote_code=False)
        made.save_pretrained(folder)
    for left_over in (link, *folder.glob("openvino_*tokenizer.*")):  # Quoth uses transformers' tokenizer
        left_over.unlink()


if __name__ == "__main__":
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception as error:  # unknown files raise errors without a common class
        sys.exit(" ".join(str(error).split()) or type(error).__name__)
