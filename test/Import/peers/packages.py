# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of transformers, timm, torchvision and diffusers, with small weights, as cases: the ends of their ranges are among the
sizes at which they are compared."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import diffusers
import timm
import torch
import torchvision
import transformers
from torch import Tensor, nn
from torch.export import Dim
from transformers.integrations.executorch import TorchExportableModuleWithStaticCache
from transformers.models.t5.modeling_t5 import T5Stack
from transformers.models.whisper.modeling_whisper import WhisperEncoder

from models import Case, with_drawn_weights

BATCH, LENGTH, SHORT = Dim("batch", min=1, max=32), Dim("length", min=1, max=4096), Dim("length", min=1, max=512)
WORDS, FEW_WORDS, ROWS = {0: BATCH, 1: LENGTH}, {0: BATCH, 1: SHORT}, {0: BATCH}
SMALL = {"vocab_size": 50, "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32, "intermediate_size": 64,
         "max_position_embeddings": 4096}
VISION = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "image_size": 32,
          "patch_size": 8}
T5 = {"vocab_size": 50, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 0}

#: The tokens that a decoder step is called for, and the length of its cache.
TOKENS, CACHE = 20, 32


def words(*names: str) -> Callable[[int, int], dict[str, Tensor]]:
    """Returns a function that makes arguments of a batch and a length."""
    return lambda batch, length: {name: torch.zeros(batch, length, dtype=torch.int64) for name in names}


def rows(name: str, *shape: int) -> Callable[[int], dict[str, Tensor]]:
    """Returns a function that makes an argument of a batch."""
    return lambda batch: {name: torch.zeros(batch, *shape)}


def of(kind: str, config: str, **options: Any) -> Callable[[], nn.Module]:
    """Returns a function that makes a model of transformers."""
    return lambda: getattr(transformers, kind)(getattr(transformers, config)(**options))


def timm_model(name: str, **options: Any) -> Callable[[], nn.Module]:
    return lambda: timm.create_model(name, num_classes=7, **options)


def whisper() -> nn.Module:
    return WhisperEncoder(transformers.WhisperConfig(d_model=32, encoder_layers=2, encoder_attention_heads=4, encoder_ffn_dim=64,
                                                     num_mel_bins=8, max_source_positions=50))


def t5_decoder() -> nn.Module:
    return T5Stack(transformers.T5Config(**T5, is_decoder=True, use_cache=False))


def unet() -> nn.Module:
    return diffusers.UNet2DConditionModel(
        sample_size=16, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(16, 32),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=16, attention_head_dim=4, norm_num_groups=4)


def noisy(batch: int) -> dict[str, Tensor]:
    return {"sample": torch.zeros(batch, 4, 16, 16), "timestep": torch.zeros(batch, dtype=torch.int64),
            "encoder_hidden_states": torch.zeros(batch, 5, 16)}


def decoded(batch: int, length: int) -> dict[str, Tensor]:
    return {"input_ids": torch.zeros(batch, length, dtype=torch.int64), "encoder_hidden_states": torch.zeros(batch, 7, 32)}


def translated(batch: int, length: int) -> dict[str, Tensor]:
    return words(*_MASKED)(batch, length) | words("decoder_input_ids")(batch, 6)


def image(batch: int, height: int, width: int) -> dict[str, Tensor]:
    return {"x": torch.zeros(batch, 3, height, width)}


_IMAGE = {0: BATCH, 2: Dim("height", min=33, max=128), 3: Dim("width", min=33, max=128)}
_MASKED = "input_ids", "attention_mask"
_LONG, _SHORT, _BATCHES = [(1, 4096), (32, 1), (3, 9)], [(1, 512), (32, 1), (3, 9)], [(1,), (32,), (3,)]
_PIXELS = rows("pixel_values", 3, 32, 32)


def _of_rows(model: Callable[[], nn.Module], arguments: Callable[[int], dict[str, Tensor]]) -> Case:
    """Returns a case whose batch alone is free."""
    return Case(model, dict.fromkeys(arguments(1), ROWS), arguments, _BATCHES, (1,))


def _of_words(model: Callable[[], nn.Module], *names: str) -> Case:
    """Returns a case with a free batch, and up to 4,096 words."""
    return Case(model, dict.fromkeys(names, WORDS), words(*names), _LONG)


MODELS: dict[str, Case] = {
    "transformers_bert": _of_words(of("BertModel", "BertConfig", **SMALL), *_MASKED),
    "transformers_llama": _of_words(of("LlamaForCausalLM", "LlamaConfig", **SMALL, num_key_value_heads=2, use_cache=False),
                                    *_MASKED),
    "transformers_gpt2": _of_words(of("GPT2LMHeadModel", "GPT2Config", vocab_size=50, n_embd=32, n_layer=2, n_head=4,
                                      n_positions=4096, use_cache=False), "input_ids"),
    "transformers_t5_encoder": Case(of("T5EncoderModel", "T5Config", **T5), dict.fromkeys(_MASKED, FEW_WORDS), words(*_MASKED),
                                    _SHORT),
    "transformers_t5_decoder": Case(t5_decoder, {"input_ids": FEW_WORDS, "encoder_hidden_states": ROWS}, decoded, _SHORT),
    "transformers_t5": Case(of("T5ForConditionalGeneration", "T5Config", **T5, use_cache=False),
                            dict.fromkeys(_MASKED, FEW_WORDS) | {"decoder_input_ids": ROWS}, translated, _SHORT),
    "transformers_whisper": _of_rows(whisper, rows("input_features", 8, 100)),
    "transformers_clip_vision": _of_rows(of("CLIPVisionModel", "CLIPVisionConfig", **VISION), _PIXELS),
    "transformers_clip_text": _of_words(of("CLIPTextModel", "CLIPTextConfig", **SMALL, eos_token_id=49), *_MASKED),
    "transformers_vit": _of_rows(of("ViTModel", "ViTConfig", **VISION), _PIXELS),
    "transformers_patchtst": _of_rows(of(
        "PatchTSTForPrediction", "PatchTSTConfig", num_input_channels=3, context_length=32, patch_length=8, patch_stride=8,
        d_model=16, num_attention_heads=4, num_hidden_layers=2, ffn_dim=32, prediction_length=5),
        rows("past_values", 32, 3)),
    "torchvision_resnet18": Case(lambda: torchvision.models.resnet18(num_classes=7), {"x": _IMAGE}, image,
                                 [(1, 33, 128), (32, 128, 33), (1, 47, 40)], (1, 64, 64)),
    "timm_mobilenetv3": _of_rows(timm_model("mobilenetv3_small_050"), rows("x", 3, 64, 64)),
    "timm_efficientnet_b0": _of_rows(timm_model("efficientnet_b0"), rows("x", 3, 64, 64)),
    "timm_convnext": _of_rows(timm_model("convnext_atto"), rows("x", 3, 64, 64)),
    "timm_swin": _of_rows(timm_model("swin_tiny_patch4_window7_224", img_size=56, embed_dim=16, depths=(2, 2), num_heads=(2, 4)),
                          rows("x", 3, 56, 56)),
    "diffusers_unet": _of_rows(unet, noisy),
}


def decoder_step(name: str) -> Callable[..., nn.Module]:
    """Returns a function that makes a decoder with drawn weights and an empty static cache, to which a call adds a token."""
    def made(dtype: torch.dtype = torch.float32) -> nn.Module:
        model = with_drawn_weights(MODELS[name].model(), "model.").to(dtype)
        model.config.use_cache = True
        model.generation_config = transformers.GenerationConfig(
            use_cache=True, cache_implementation="static", max_length=CACHE, bos_token_id=1, eos_token_id=2, pad_token_id=0,
            cache_config={"batch_size": 1, "max_cache_len": CACHE})
        return TorchExportableModuleWithStaticCache(model, batch_size=1, max_cache_len=CACHE, device=torch.device("cpu")).eval()

    return made


STEPS: dict[str, Callable[..., nn.Module]] = {f"{name}_step": decoder_step(name)
                                              for name in ("transformers_llama", "transformers_gpt2")}
