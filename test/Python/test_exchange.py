# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arrays of other libraries: arguments come by DLPack's C exchange API or by __dlpack__, results have the same kind."""
import gc
import sys
import types

import exchange
import numpy as np
import pytest
from exchange import (FakeTensor, GradientTensor, LengthTensor, NegatedTensor, NewerTensor, NumberTensor, Plain,
                      calls)

import ag

X = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.fixture(scope="module")
def compiled():
    """Returns a program with two results, whose types differ from those of the arguments."""
    x, n = ag.spec("f32", ["rows", 4], rows=(0, 9)), ag.spec("i32", [])
    return ag.trace(lambda x, n: (x * n.astype("f32"), x[:, 0] > 2), x, n, name="f").lower().compile(opt=1)


@pytest.mark.parametrize("rows", [3, 1, 0])
def test_tensors_in_and_out(compiled, rows):
    calls.clear()
    product, mask = compiled(FakeTensor(X[:rows]), FakeTensor(np.array(3, np.int32)))
    assert isinstance(product, FakeTensor) and isinstance(mask, FakeTensor)
    assert calls == {"viewed": 2, "adopted": 2}
    np.testing.assert_array_equal(product.array, X[:rows] * 3)
    np.testing.assert_array_equal(mask.array, X[:rows, 0] > 2)
    assert product.array.ctypes.data % 64 == 0
    del product, mask
    gc.collect()
    assert calls["deleted"] == 2


def test_mixed_kinds(compiled):
    """A single array of the other library, at any position, makes all results its kind. With numpy arrays alone,
    results are numpy arrays."""
    n = np.array(3, np.int32)
    assert all(isinstance(part, FakeTensor) for part in compiled(X, FakeTensor(n)))
    assert all(isinstance(part, FakeTensor) for part in compiled(FakeTensor(X), n))
    assert all(isinstance(part, np.ndarray) for part in compiled(X, n))


def test_nothing_is_copied():
    """An argument is read in its own memory: if the memory changes, the result changes too."""
    double = ag.trace(lambda x: x + x, ag.spec("f32", [3, 4]), name="double").lower().compile(opt=1)
    x = X.copy()
    fake = FakeTensor(x)
    x[0, 1] = 50
    result = double(fake)
    assert result.array[0, 1] == 100


def test_versions(compiled):
    """A library with a later DLPack is used by its functions of version 1; one with another attribute is refused."""
    product, _ = compiled(NewerTensor(X), NewerTensor(np.array(2, np.int32)))
    np.testing.assert_array_equal(product.array, X * 2)
    with pytest.raises(ag.Error, match="argument x is <.*NumberTensor.*>, expected an array"):
        compiled(NumberTensor(X), np.array(2, np.int32))


NEEDS_GRADIENT = "argument x requires a gradient, but results would carry none: pass tensor.detach()"


def test_gradients(compiled):
    """Each tensor is asked at each call, since differentiation does not depend on the type."""
    calls.clear()
    n = GradientTensor(np.array(2, np.int32), False)
    for _ in range(2):
        product, _ = compiled(GradientTensor(X, False), n)
        np.testing.assert_array_equal(product.array, X * 2)
        with pytest.raises(ag.Error) as caught:
            compiled(GradientTensor(X, True), n)
        assert NEEDS_GRADIENT in str(caught.value)
    assert calls["asked"] == 6
    with pytest.raises(OverflowError, match="in the property"):
        compiled(GradientTensor(X, OverflowError("in the property")), n)


def test_negatives(compiled):
    """A negated tensor is refused, since its memory holds other values."""
    n = np.array(2, np.int32)
    product, _ = compiled(NegatedTensor(X, False), n)
    np.testing.assert_array_equal(product.array, X * 2)
    negated = Plain(X)
    negated.is_neg = lambda: True
    for x in (NegatedTensor(X, True), negated):
        with pytest.raises(ag.Error, match=r"argument x is the negative of .* memory: pass tensor.resolve_neg\(\)"):
            compiled(x, n)


def test_strides(compiled):
    """A program reads a compact copy of a tensor with strides."""
    n = np.array(2, np.int32)
    wide = np.arange(48, dtype=np.float32).reshape(4, 12)
    for x in (np.asfortranarray(X), wide[:, ::3], wide[:3, 4:8], wide.T[:3], np.broadcast_to(X[:1], (3, 4)), wide[:0, ::3]):
        for kind in (FakeTensor, Plain):
            product, mask = compiled(kind(x), n)
            np.testing.assert_array_equal(product.array if kind is FakeTensor else product, x * 2)
            np.testing.assert_array_equal(mask.array if kind is FakeTensor else mask, x[:, 0] > 2)


HAS_TANGENT = ("argument x has a tangent, but results would carry none: pass "
               "torch.autograd.forward_ad.unpack_dual(tensor).primal; ag.jvp computes tangents")


def test_tangents(compiled, monkeypatch):
    """PyTorch's forward mode says which tensors have tangents, within a level only."""
    n, dual = GradientTensor(np.array(2, np.int32), False), GradientTensor(X, False)
    plain = Plain(X)
    plain.requires_grad = False

    def unpack(array):
        if not isinstance(array, (GradientTensor, Plain)):
            raise TypeError("no tensor")
        return types.SimpleNamespace(primal=array, tangent=X if array in (dual, plain) else None)

    forward = types.SimpleNamespace(_current_level=-1, unpack_dual=unpack)
    monkeypatch.setitem(sys.modules, "torch.autograd.forward_ad", forward)
    for array in (dual, plain):
        forward._current_level = -1
        compiled(array, n)
        for level in (0, None):
            forward._current_level = level
            with pytest.raises(ag.Error) as caught:
                compiled(array, n)
            assert HAS_TANGENT in str(caught.value)
        product, _ = compiled(GradientTensor(X, False), n)
        np.testing.assert_array_equal(product.array, X * 2)
        compiled(FakeTensor(X), FakeTensor(np.array(2, np.int32)))


class Converted:
    """Has only __array__."""

    def __array__(self, dtype=None, copy=None):
        return X


@pytest.mark.parametrize("array, function", [(Plain(X), np.from_dlpack), (Converted(), np.asarray)], ids=["dlpack", "array"])
def test_where_only_numpy_arrays_are_taken(array, function):
    """Examples, constants and the interpreter take arrays of numpy; the messages say how to make one."""
    traced = ag.trace(lambda x: x + 1, X)
    for work in (lambda x: ag.trace(lambda y: y + 1, x), lambda x: ag.trace(lambda y: y + x, X), traced.interpret):
        with pytest.raises(ag.Error, match=rf"write numpy.{function.__name__}\(x\), which is an array of numpy"):
            work(array)
        work(function(array))


REFUSALS = [
    (FakeTensor(X.astype(np.float64)), "argument x: dtype is f64, expected f32"),
    (FakeTensor(X, device=2), "argument x is not in the CPU's memory"),
    (FakeTensor(X, device=None), "argument x cannot be opened: its library does not say why"),
    (LengthTensor(X), "argument x cannot be opened: TypeError: object of type 'LengthTensor' has no len()"),
]


@pytest.mark.parametrize("array, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusals(compiled, array, message):
    with pytest.raises(ag.Error) as caught:
        compiled(array, np.array(2, np.int32))
    assert message in str(caught.value)


def test_dlpack_without_exchange(compiled):
    """Arguments that have only __dlpack__ give numpy arrays."""
    product, _ = compiled(Plain(X), Plain(np.array(2, np.int32)))
    assert isinstance(product, np.ndarray)
    np.testing.assert_array_equal(product, X * 2)


def test_gradients_without_exchange(compiled):
    """If __dlpack__ refuses because of the gradient, like PyTorch's, the call is refused with that reason."""

    class Differentiated(Plain):
        requires_grad = True

        def __dlpack__(self, **options):
            raise BufferError("it requires a gradient")

    with pytest.raises(ag.Error) as caught:
        compiled(Differentiated(X), np.array(2, np.int32))
    assert NEEDS_GRADIENT in str(caught.value)


class Failing(Plain):
    def __dlpack__(self, **options):
        raise self.array


def test_what_dlpack_raises(compiled):
    with pytest.raises(ag.Error, match="argument x cannot be opened as an array without a copy: of no kind"):
        compiled(Failing(ValueError("of no kind")), np.array(2, np.int32))
    with pytest.raises(KeyboardInterrupt):
        compiled(Failing(KeyboardInterrupt()), np.array(2, np.int32))


def test_results_own_their_memory(compiled):
    """Numpy results outlive the program, and are writable."""
    one = ag.trace(lambda x: x + 1, ag.spec("f32", [3, 4]), name="one").lower().compile(opt=1)
    result = one(X)
    del one
    gc.collect()
    result *= 2
    np.testing.assert_array_equal(result, (X + 1) * 2)
    assert exchange.calls is calls
