# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of transformers, timm, torchvision and diffusers, with small weights, give what they give in PyTorch, at three sizes
of one program. Decoder steps with a cache give the same 20 tokens."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import diffusers
import pytest
import timm
import torch
import torchvision
import transformers
from torch import nn
from torch.export import Dim
from transformers.integrations.executorch import TorchExportableModuleWithStaticCache
from transformers.models.whisper.modeling_whisper import WhisperEncoder

import ag

pytree = torch.utils._pytree

BATCH, LENGTH = Dim("batch", min=1, max=32), Dim("length", min=1, max=4096)
WORDS, ROWS = {0: BATCH, 1: LENGTH}, {0: BATCH}
SMALL = {"vocab_size": 99, "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32, "intermediate_size": 64,
         "max_position_embeddings": 4096}
VISION = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "image_size": 32,
          "patch_size": 8}


def words(batch: int, length: int) -> dict[str, torch.Tensor]:
    mask = (torch.arange(length) < max(1, length - length // 3)).long()
    return {"input_ids": torch.randint(0, 99, (batch, length)), "attention_mask": mask.expand(batch, length).contiguous()}


def ids(batch: int, length: int) -> dict[str, torch.Tensor]:
    return {"input_ids": torch.randint(0, 99, (batch, length))}


def drawn(name: str, *shape: int) -> Callable[[int], dict[str, torch.Tensor]]:
    return lambda batch: {name: torch.randn(batch, *shape)}


def timm_model(name: str, **options: Any) -> nn.Module:
    return timm.create_model(name, num_classes=7, **options)


def whisper() -> nn.Module:
    return WhisperEncoder(transformers.WhisperConfig(d_model=32, encoder_layers=2, encoder_attention_heads=4, encoder_ffn_dim=64,
                                                     num_mel_bins=8, max_source_positions=50))


def unet() -> nn.Module:
    return diffusers.UNet2DConditionModel(
        sample_size=16, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(16, 32),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=16, attention_head_dim=4, norm_num_groups=4)


def noisy(batch: int) -> dict[str, torch.Tensor]:
    return {"sample": torch.randn(batch, 4, 16, 16), "timestep": torch.tensor([3] * batch),
            "encoder_hidden_states": torch.randn(batch, 5, 16)}


def of(kind: str, config: str, **options: Any) -> Callable[[], nn.Module]:
    return lambda: getattr(transformers, kind)(getattr(transformers, config)(**options))


_IMAGE = {0: BATCH, 2: Dim("height", min=33, max=128), 3: Dim("width", min=33, max=128)}
_BOTH = {"input_ids": WORDS, "attention_mask": WORDS}
_SIZES = [(1, 4096), (32, 1), (3, 64)]

MODELS: dict[str, tuple] = {
    "bert": (of("BertModel", "BertConfig", **SMALL), words, _BOTH, _SIZES),
    "llama": (of("LlamaForCausalLM", "LlamaConfig", **SMALL, num_key_value_heads=2, use_cache=False), words, _BOTH,
              [(1, 512), (32, 1), (3, 64)]),
    "gpt2": (of("GPT2LMHeadModel", "GPT2Config", vocab_size=99, n_embd=32, n_layer=2, n_head=4, n_positions=4096,
                use_cache=False), ids, {"input_ids": WORDS}, _SIZES),
    "t5": (of("T5EncoderModel", "T5Config", vocab_size=99, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4), words, _BOTH,
           [(1, 512), (32, 1), (3, 64)]),
    "whisper": (whisper, drawn("input_features", 8, 100), {"input_features": ROWS}, [(1,), (32,), (3,)]),
    "clip": (of("CLIPVisionModel", "CLIPVisionConfig", **VISION), drawn("pixel_values", 3, 32, 32), {"pixel_values": ROWS},
             [(1,), (32,), (3,)]),
    "vit": (of("ViTModel", "ViTConfig", **VISION), drawn("pixel_values", 3, 32, 32), {"pixel_values": ROWS},
            [(1,), (32,), (3,)]),
    "patchtst": (of("PatchTSTForPrediction", "PatchTSTConfig", num_input_channels=3, context_length=32, patch_length=8,
                    patch_stride=8, d_model=16, num_attention_heads=4, num_hidden_layers=2, ffn_dim=32, prediction_length=5),
                 drawn("past_values", 32, 3), {"past_values": ROWS}, [(1,), (32,), (3,)]),
    "resnet": (lambda: torchvision.models.resnet18(num_classes=7),
               lambda b, h, w: {"x": torch.randn(b, 3, h, w)}, {"x": _IMAGE}, [(1, 33, 40), (2, 65, 47), (3, 64, 128)]),
    "mobilenet": (lambda: timm_model("mobilenetv3_small_050"), drawn("x", 3, 64, 64), {"x": ROWS}, [(1,), (32,), (3,)]),
    "efficientnet": (lambda: timm_model("efficientnet_b0"), drawn("x", 3, 64, 64), {"x": ROWS}, [(1,), (8,), (3,)]),
    "convnext": (lambda: timm_model("convnext_atto"), drawn("x", 3, 64, 64), {"x": ROWS}, [(1,), (8,), (3,)]),
    "swin": (lambda: timm_model("swin_tiny_patch4_window7_224", img_size=224, embed_dim=24, depths=(1, 1, 1, 1),
                                num_heads=(1, 2, 4, 8)), drawn("x", 3, 224, 224), {"x": ROWS}, [(1,), (4,), (3,)]),
    "unet": (unet, noisy, {"sample": ROWS, "timestep": ROWS, "encoder_hidden_states": ROWS}, [(1,), (8,), (3,)]),
}


def varied(model: nn.Module) -> nn.Module:
    """Returns the model with vectors that are not the same everywhere."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim < 2:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return model.eval()


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str) -> None:
    make, arguments, dims, sizes = MODELS[name]
    torch.manual_seed(0)
    model = varied(make())
    example = arguments(*sizes[-1]) if len(sizes[0]) == 3 else arguments(*[1] * len(sizes[0]))
    f = ag.torch.compile(model, dynamic_shapes=dims, **example)
    for each in sizes:
        given = arguments(*each)
        with torch.no_grad():
            theirs = model(**given)
        ours = f(**given)
        assert type(ours) is type(theirs)
        for mine, wanted in zip(pytree.tree_leaves(ours), pytree.tree_leaves(theirs), strict=True):
            assert mine.shape == wanted.shape and mine.dtype == wanted.dtype
            assert (mine - wanted).abs().max() <= 1e-5 * max(1, wanted.abs().max())


def decoder_step(name: str) -> nn.Module:
    """Returns a decoder's step with a static cache of 32 tokens."""
    torch.manual_seed(0)
    cache = {"use_cache": True, "cache_implementation": "static", "max_length": 32,
             "cache_config": {"batch_size": 1, "max_cache_len": 32}}
    model = varied(MODELS[name][0]())
    model.config.use_cache = True
    model.generation_config = transformers.GenerationConfig(**cache, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    return TorchExportableModuleWithStaticCache(model, batch_size=1, max_cache_len=32, device=torch.device("cpu"))


@pytest.mark.parametrize("name", ["llama", "gpt2"])
def test_decoder_steps(name: str) -> None:
    """20 tokens in a row, each of a step that writes the caches in place."""
    ours, theirs = decoder_step(name), decoder_step(name)
    token, place = torch.tensor([[5]]), torch.tensor([0])
    f = ag.torch.compile(ours, input_ids=token, cache_position=place)
    for number in range(20):
        place = torch.tensor([number])
        with torch.no_grad():
            wanted = theirs(input_ids=token, cache_position=place)
        found = f(input_ids=token, cache_position=place)
        torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)
        token = wanted[:, -1:].argmax(-1)
    assert any(buffer.any() for buffer in ours.buffers())


def test_what_mixtral_lacks() -> None:
    model = of("MixtralForCausalLM", "MixtralConfig", **SMALL, num_key_value_heads=2, num_local_experts=4, use_cache=False)()
    answer = ag.torch.is_supported(model.eval(), **words(2, 6), dynamic_shapes=_BOTH)
    assert not answer
    assert {each.op.split(".")[1] for each in answer.missing} == {"sort", "histc", "grouped_mm_fallback"}
