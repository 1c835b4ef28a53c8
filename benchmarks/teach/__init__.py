"""Teaches a language model to read: trains a LoRA adapter (Hu et al., 2021) on the top layers of a GGUF model.

The way of the data: `entries` reads the halves of public sets, `near_misses` and `examples` make the prompts that Quoth
asks, `packs` joins the prompts that share a text, `model` splits the model in two, `activations` keeps what the lower
layers make of each pack, `training` runs the top layers, `scores` measures, and `adapter` writes the GGUF file.
"""
