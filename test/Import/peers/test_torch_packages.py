# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Steps of decoders, models in half precision, and models that are not supported, of transformers and torchvision."""
from __future__ import annotations

import pytest
import torch
import transformers

import ag
from packages import MODELS, SMALL, STEPS, TOKENS, WORDS, of, words
from results import tensors_of


@pytest.mark.parametrize("name", STEPS)
def test_decoder_steps(name: str) -> None:
    """Tokens in a row, each of a step that writes the caches in place."""
    ours, theirs = STEPS[name](), STEPS[name]()
    token, place = torch.tensor([[5]]), torch.tensor([0])
    f = ag.torch.compile(ours, input_ids=token, cache_position=place)
    assert all(map(torch.equal, ours.buffers(), theirs.buffers()))
    for number in range(TOKENS):
        place = torch.tensor([number])
        with torch.no_grad():
            wanted = theirs(input_ids=token, cache_position=place)
        found = f(input_ids=token, cache_position=place)
        torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)
        token = wanted[:, -1:].argmax(-1)
        assert torch.equal(found[:, -1:].argmax(-1), token)
    assert any(buffer.any() for buffer in ours.buffers())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("name", ["transformers_bert", "torchvision_resnet18"])
def test_half_precision(name: str, dtype: torch.dtype) -> None:
    """Results differ by a few roundings of the type."""
    case = MODELS[name]
    model = case.made().to(dtype)

    def arguments(*sizes: int) -> dict[str, torch.Tensor]:
        return {key: each.to(dtype) if each.is_floating_point() else each for key, each in case.drawn(*sizes).items()}

    f = ag.torch.compile(model, dynamic_shapes=case.dims, **arguments(*case.example))
    for sizes in case.sizes[1:]:
        given = arguments(*sizes)
        with torch.no_grad():
            theirs = tensors_of(model(**given))
        for ours, wanted in zip(tensors_of(f(**given)), theirs, strict=True):
            assert ours.dtype == dtype and ours.shape == wanted.shape
            assert (ours - wanted).abs().max() <= 16 * torch.finfo(dtype).eps * wanted.abs().max()


def test_what_mixtral_lacks() -> None:
    model = of("MixtralForCausalLM", "MixtralConfig", **SMALL, num_key_value_heads=2, num_local_experts=4, use_cache=False)()
    names = "input_ids", "attention_mask"
    answer = ag.torch.is_supported(model.eval(), **words(*names)(2, 6), dynamic_shapes=dict.fromkeys(names, WORDS))
    assert not answer
    assert {each.op.split(".")[1]: each.count for each in answer.missing} == {"sort": 2, "grouped_mm_fallback": 4}
    assert all("moe.py" in str(each) and "model.layers.0.mlp.experts" in str(each) for each in answer.missing)


def test_why_mamba_is_refused() -> None:
    """PyTorch's reason at the line of the call, as it names none of the model, and advice."""
    model = of("MambaForCausalLM", "MambaConfig", vocab_size=50, hidden_size=32, num_hidden_layers=2, state_size=4,
               use_cache=False)().eval()
    with pytest.raises(ag.Error, match="PyTorch cannot export MambaForCausalLM: .*specialized it to be a constant") as caught:
        ag.torch.trace(model, **words("input_ids")(2, 6), dynamic_shapes={"input_ids": WORDS})
    assert "a loop of Python over it" in str(caught.value)
    assert caught.value.line == test_why_mamba_is_refused.__code__.co_firstlineno + 5
