# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs for a GPU on an emulator of it: arrays of numpy and of the GPU, results, errors."""
import ctypes
import gc
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
from exchange import FakeTensor, Plain, Tensor, calls, capsule
from safetensors.numpy import save_file

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
EMULATOR = str(TOOLS.parent / "lib/libag-emulator.so")
X = np.arange(12, dtype=np.float32).reshape(3, 4)
#: Numbers that each element type represents.
SAMPLES = {"i1": [0, 1, 1, 0, 1], "ui8": [0, 1, 200, 255, 3]}


@pytest.fixture(scope="module", autouse=True)
def emulator():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AG_CUDA_DRIVER", EMULATOR)
        patch.setenv("AG_EMULATOR", "order=random:7")
        yield


def compiled(function, *specs, **options):
    return ag.trace(function, *specs, name="f", **options).lower(target="cuda").compile()


@pytest.fixture(scope="module")
def two():
    """Returns a program with two results, whose types differ from those of the arguments."""
    x, n = ag.spec("f32", ["rows", 4], rows=(0, 9)), ag.spec("i32", [])
    return compiled(lambda x, n: (x * n.astype("f32"), x[:, 0] > 2), x, n)


def is_on_gpu(array):
    return isinstance(array, ag.DeviceArray)


# Arrays of numpy -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(ag.DTYPES))
def test_element_types(name):
    """Elements of each type are copied there and back, and computed there."""
    dtype = ag.DTYPES[name]
    x = np.array(SAMPLES.get(name, [0, 1, -3, 100, 5] if dtype.kind != "Unsigned" else [0, 1, 3, 100, 5]))
    x = x.astype(dtype.numpy)
    f = compiled(lambda x: (x[::1], x == x[0], x if name == "i1" else x + x), x)
    same, zero, twice = f(x)
    assert same.dtype == x.dtype and zero.dtype == bool
    np.testing.assert_array_equal(same, x)
    np.testing.assert_array_equal(zero, x == x[0])
    np.testing.assert_array_equal(twice, x if name == "i1" else x + x)


@pytest.mark.parametrize("rows", [0, 1, 3, 9])
def test_dynamic_sizes(two, rows):
    x = np.arange(rows * 4, dtype=np.float32).reshape(rows, 4)
    product, mask = two(x, np.array(3, np.int32))
    assert isinstance(product, np.ndarray) and isinstance(mask, np.ndarray)
    np.testing.assert_array_equal(product, x * 3)
    np.testing.assert_array_equal(mask, x[:, 0] > 2)


def test_scalars(two):
    """Numbers of Python and of numpy are arguments of rank 0, and results of rank 0 are arrays."""
    for n in (3, np.int32(3), np.array(3, np.int32)):
        np.testing.assert_array_equal(two(X, n)[0], X * 3)
    total = compiled(lambda x: x.sum(), X)(X)
    assert isinstance(total, np.ndarray) and total.shape == () and total == X.sum()
    with pytest.raises(ag.Error, match="argument n is 1.5, expected an i32"):
        two(X, 1.5)


def test_no_arguments_and_nests():
    np.testing.assert_array_equal(compiled(lambda: ag.arange(5, dtype="i64"))(), np.arange(5))
    f = compiled(lambda p: {"sum": p["a"] + p["b"], "list": [p["a"]]}, {"a": X, "b": X})
    result = f({"b": X, "a": X + 1})
    np.testing.assert_array_equal(result["sum"], X + X + 1)
    np.testing.assert_array_equal(result["list"][0], X + 1)


def test_arrays_that_overlap():
    """Arguments may share memory, also in part."""
    f = compiled(lambda x, y, z: x - y + z, *[ag.spec("f32", [5])] * 3)
    x = np.arange(8, dtype=np.float32) ** 2
    np.testing.assert_array_equal(f(x[3:], x[:5], x[1:6]), x[3:] - x[:5] + x[1:6])
    np.testing.assert_array_equal(f(x[:5], x[:5], x[:5]), x[:5])


def test_results_outlive_the_program():
    f = compiled(lambda x: x + 1, X)
    here, there = f(X), f(ag.device_array(X))
    del f
    gc.collect()
    here *= 2
    np.testing.assert_array_equal(here, (X + 1) * 2)
    np.testing.assert_array_equal(there.numpy(), X + 1)


def test_many_calls_and_threads(two):
    """Calls reuse memory for workspaces and copies."""
    failures = []

    def call(seed):
        x = np.random.default_rng(seed).standard_normal((seed % 10, 4), np.float32)
        for n in range(5):
            if not np.array_equal(two(x, n)[0], x * n):
                failures.append(seed)

    threads = [threading.Thread(target=call, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


# Parameters, donated arrays, requirements, saved programs -------------------------------------


@pytest.fixture(params=["file", "memory"])
def weights(tmp_path, request):
    values = {"w": np.linspace(-1, 1, 8, dtype=np.float32).reshape(4, 2), "b": np.float32([0.5, -3])}
    save_file(values, tmp_path / "w.safetensors")
    return values, ag.safetensors(tmp_path / "w.safetensors") if request.param == "file" else ag.tensors(values)


def test_parameters(weights):
    """load computes exp(b) on the GPU, once."""
    values, opened = weights
    f = ag.trace(lambda x, p: x @ p["w"] + ag.exp(p["b"]), ag.spec("f32", ["n", 4]), opened).lower(
        target="cuda").compile()
    np.testing.assert_allclose(f(X), X @ values["w"] + np.exp(values["b"]), rtol=1e-6)


def test_the_gpu_has_a_copy_of_parameters():
    arrays = []

    def read():
        made = np.ones((4, 2), np.float32)
        arrays.append(weakref.ref(made))
        return made

    f = compiled(lambda x, p: x @ p["w"], X, ag.tensors({"w": (ag.spec("f32", [4, 2]), read)}))
    assert len(arrays) == 1 and arrays[0]() is None
    np.testing.assert_allclose(f(X), X @ np.ones((4, 2), np.float32))


def test_saved(weights, tmp_path):
    """Saving an object needs no GPU. A library that is linked from it is loaded without its trace."""
    values, opened = weights
    traced = ag.trace(lambda x, p: x @ p["w"] + p["b"], ag.spec("f32", ["n", 4]), opened, name="f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AG_CUDA_DRIVER", "none.so")
        ag.save(tmp_path / "f.o", traced, target="cuda")
        with pytest.raises(ag.Error, match="--emit=so: is not for target=cuda; expected one of .* obj"):
            ag.save(tmp_path / "f.so", traced, target="cuda")
    subprocess.run(["cc", "-shared", "f.o", "-lm", "-o", "f.so"], cwd=tmp_path, check=True)
    f = ag.load(tmp_path / "f.so")
    assert repr(f) == "<ag.Loaded f(x: f32[n, 4]) -> f32[n, 2]; sm_80>"
    np.testing.assert_allclose(f(X), X @ values["w"] + values["b"], rtol=1e-6)
    assert is_on_gpu(f(ag.device_array(X)))


def test_forms(tmp_path):
    f = compiled(lambda x: x + x, X)
    assert ".visible .entry f$block(" in f.as_text() and f.as_text("ptx") == f.as_text()
    assert "define" in f.as_text("llvm")
    f.save(tmp_path / "f.ptx")
    assert (tmp_path / "f.ptx").read_text() == f.as_text()
    with pytest.raises(ag.Error, match="--emit=asm: is not for target=cuda"):
        f.as_text("asm")
    with pytest.raises(ag.Error, match="--emit=ptx: is not for target=cpu"):
        ag.trace(lambda x: x + x, X).lower().compile().as_text("ptx")


def test_compile_refusals():
    traced = ag.trace(lambda x: x + x, X, name="f")
    for options, message in (({"threads": 2}, "--threads=2: is for target=cpu"),
                             ({"march": "x86-64-v3"}, "--march=x86-64-v3: no such GPU; expected sm_80, .*")):
        with pytest.raises(ag.Error, match=message):
            traced.lower(target="cuda").compile(**options)
    assert repr(traced.lower(target="cuda", march="native").compile()).endswith("; sm_90>")
    assert repr(traced.lower().compile(target="cuda", march="sm_86")).endswith("; sm_86>")


def test_donated():
    """The array gets the result, and is returned."""
    f = compiled(lambda w, x: {"w": w - 0.5 * x, "loss": x.sum()}, X, X, donate=["w"])
    w = X.copy()
    result = f(w, X)
    assert result["w"] is w and result["loss"] == X.sum()
    np.testing.assert_array_equal(w, X * 0.5)
    on_gpu = ag.device_array(X)
    result = f(on_gpu, X)
    assert result["w"] is on_gpu and is_on_gpu(result["loss"])
    np.testing.assert_array_equal(on_gpu.numpy(), X * 0.5)
    w = X.copy()
    result = f(w, ag.device_array(X))
    assert result["w"] is w and is_on_gpu(result["loss"])
    np.testing.assert_array_equal(w, X * 0.5)


def test_donated_refusals():
    """Donated arrays are checked as on the CPU, and a refused call changes none."""
    f = compiled(lambda w, x: w - x, ag.spec("f32", [5]), ag.spec("f32", [5]), donate=["w"])
    x = np.arange(8, dtype=np.float32)
    before = x.copy()
    for w, other in ((x[:5], x[:5]), (x[:5], x[3:])):
        with pytest.raises(ag.Error, match="result 0: overlaps with argument x in memory"):
            f(w, other)
    on_gpu = ag.device_array(x[:5])
    with pytest.raises(ag.Error, match="result 0: overlaps with argument x in memory"):
        f(on_gpu, on_gpu)
    x.flags.writeable = False
    with pytest.raises(ag.Error, match="argument w is donated, .* but it is read-only"):
        f(x[:5], before[:5])
    np.testing.assert_array_equal(x, before)


def test_requirements():
    """An index out of range is an error with the message of the CPU, and later calls run."""
    def take(x, i):
        return ag.take(x, i, mode="error")

    traced = ag.trace(take, ag.spec("f32", [5]), ag.spec("i32", ["n"]), name="f")
    on_cpu, on_gpu = traced.lower().compile(), traced.lower(target="cuda").compile()
    x, good, bad = np.arange(5, dtype=np.float32), np.int32([4, 0]), np.int32([1, 5])
    messages = []
    for f, arrays in ((on_cpu, (x, bad)), (on_gpu, (x, bad)), (on_gpu, (ag.device_array(x), bad))):
        with pytest.raises(ag.Error) as caught:
            f(*arrays)
        messages.append(caught.value.message)
        np.testing.assert_array_equal(np.asarray(f(x, good)), x[good])
    assert messages == messages[:1] * 3


def test_gradients():
    """A gradient on the GPU is that of the CPU."""
    def loss(w, x):
        return ag.log(ag.exp(ag.tanh(x @ w)).sum(axis=1)).sum()

    traced = ag.trace(ag.value_and_grad(loss), ag.spec("f32", [4, 3]), ag.spec("f32", ["n", 4]), name="f")
    w = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
    ag.testing.assert_close(traced.lower(target="cuda").compile()(w, X), traced.lower().compile()(w, X))


def test_verify_grad(tmp_path):
    """Derivatives of a traced program are compiled for the GPU and compared with interpreted ones."""
    ag.trace(lambda x, w: ag.tanh(x @ w).sum(), X, np.ones((4, 2), np.float32), name="f").save(tmp_path / "f.mlir")
    done = subprocess.run([TOOLS / "ag-run", tmp_path / "f.mlir", "--on=emulator", "--verify-grad"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("compiled against interpreted: @f_grad: same") == 1
    assert done.stdout.count("compiled against interpreted: @f_jvp: same") == 1


# Arrays on the GPU ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(ag.DTYPES))
def test_device_array(name):
    dtype = ag.DTYPES[name]
    x = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype.numpy)
    array = ag.device_array(x)
    assert (array.shape, array.ndim, array.dtype) == ((2, 3), 2, x.dtype)
    assert repr(array) == f"DeviceArray({name}[2, 3])"
    np.testing.assert_array_equal(array.numpy(), x)
    assert np.asarray(array).dtype == x.dtype
    np.testing.assert_array_equal(np.asarray(ag.device_array(array)), x)


def test_device_array_of_other_arrays():
    assert ag.device_array(np.float32(3)).shape == () and ag.device_array(np.zeros((0, 4))).shape == (0, 4)
    np.testing.assert_array_equal(ag.device_array(X.T).numpy(), X.T)
    np.testing.assert_array_equal(ag.device_array(FakeTensor(X)).numpy(), X)
    np.testing.assert_array_equal(ag.device_array(FakeTensor(X.T)).numpy(), X.T)
    array = ag.device_array(X)
    np.testing.assert_array_equal(np.asarray(array, np.float64), X)
    with pytest.raises(ValueError, match="numpy cannot read a GPU's memory without a copy"):
        array.__array__(copy=False)
    assert len(array) == 3 and not ag.device_array(np.zeros(1)) and float(ag.device_array(np.ones(()))) == 1.0
    with pytest.raises(ValueError, match="ambiguous"):
        bool(array)
    for given, message in ((None, "argument x is None, expected an array"),
                           ([1.0], r"argument x is \[1.0\], expected an array"),
                           (np.ma.masked_array(X, X > 3), "argument x is a masked array"),
                           (X.astype(np.complex64), "argument x has elements of a type that ag does not have"),
                           (X.astype(">f4"), "argument x has its bytes in the other order"),
                           (FakeTensor(X, device=10), "argument x is on another device, expected the CPU or CUDA")):
        with pytest.raises(ag.Error, match=message):
            ag.device_array(given)


def test_results_stay(two):
    """If an argument is on the GPU, results stay there, and are arguments of other calls."""
    for x, n in ((ag.device_array(X), 3), (X, ag.device_array(np.int32(3)))):
        product, mask = two(x, n)
        assert is_on_gpu(product) and is_on_gpu(mask)
        np.testing.assert_array_equal(product.numpy(), X * 3)
        np.testing.assert_array_equal(mask.numpy(), X[:, 0] > 2)
    product, _ = two(two(ag.device_array(X), 2)[0], 3)
    np.testing.assert_array_equal(product.numpy(), X * 6)
    empty, _ = two(ag.device_array(X[:0]), 3)
    assert empty.shape == (0, 4) and empty.numpy().shape == (0, 4)


def test_example_of_a_trace():
    array = ag.device_array(X)
    f = compiled(lambda x: x + x, array)
    np.testing.assert_array_equal(f(array).numpy(), X + X)
    np.testing.assert_array_equal(ag.trace(lambda x: x + x, array).interpret(array), X + X)


# Arrays of other libraries on the GPU ----------------------------------------------------------


class Managed(ctypes.Structure):
    """A managed tensor of DLPack before version 1."""
    _fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p), ("deleter", ctypes.c_void_p)]


get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
get_pointer.argtypes, get_pointer.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.POINTER(Managed)


def exported(array):
    """Returns the tensor of an array's capsule, which it keeps."""
    exported_capsule = array.__dlpack__()
    tensor = get_pointer(exported_capsule, b"dltensor").contents.tensor
    tensor.capsule = exported_capsule
    return tensor


def fake_of(array, kind=FakeTensor):
    """Returns a tensor of another library with the memory of a DeviceArray, which it keeps."""
    made = kind(np.empty(array.shape, array.dtype), 2, exported(array).data)
    made.owner = array
    return made


def numpy_of(fake):
    return ag.device_array(fake).numpy()


def test_tensors_in_and_out(two):
    """Results have the kind of the first array on the GPU that has an exchange API."""
    calls.clear()
    product, mask = two(fake_of(ag.device_array(X)), 3)
    assert isinstance(product, FakeTensor) and isinstance(mask, FakeTensor)
    assert (product.device, product.number) == (2, 0)
    assert calls == {"viewed": 1, "adopted": 2}
    np.testing.assert_array_equal(numpy_of(product), X * 3)
    np.testing.assert_array_equal(numpy_of(mask), X[:, 0] > 2)
    np.testing.assert_array_equal(numpy_of(two(product, 2)[0]), X * 6)
    del product, mask
    gc.collect()
    assert calls["deleted"] == 3 + 1


def test_mixed_kinds(two):
    n = np.array(3, np.int32)
    x, gpu_x, gpu_n = FakeTensor(X), fake_of(ag.device_array(X)), fake_of(ag.device_array(n))
    assert all(isinstance(part, FakeTensor) and part.device == 2 for part in two(ag.device_array(X), gpu_n))
    assert all(isinstance(part, FakeTensor) and part.device == 2 for part in two(gpu_x, n))
    assert all(is_on_gpu(part) for part in two(x, ag.device_array(n)))
    assert all(isinstance(part, FakeTensor) and part.device == 1 for part in two(x, n))
    product, _ = two(x, n)
    np.testing.assert_array_equal(product.array, X * 3)


def test_dlpack_without_exchange(two):
    product, _ = two(Plain(ag.device_array(X)), 3)
    assert is_on_gpu(product)
    np.testing.assert_array_equal(product.numpy(), X * 3)


def test_export():
    """A DeviceArray has the capsules of all versions."""
    array = ag.device_array(X)
    assert array.__dlpack_device__() == (2, 0)
    tensor = exported(array)
    assert (tensor.device_type, tensor.device_id, tensor.ndim, tensor.code, tensor.bits) == (2, 0, 2, 2, 32)
    assert tensor.shape[:2] == [3, 4] and tensor.strides[:2] == [4, 1]
    assert '"dltensor_versioned"' in repr(array.__dlpack__(max_version=(1, 2), stream=1))
    assert '"dltensor"' in repr(array.__dlpack__(stream=2))
    with pytest.raises(TypeError):
        array.__dlpack__(unknown=1)
    for stream in "x", 2**70:
        with pytest.raises(TypeError, match="stream is not an integer of 64 bits"):
            array.__dlpack__(stream=stream)


def test_device_array_without_value(two):
    empty = ag.DeviceArray.__new__(ag.DeviceArray)
    with pytest.raises((TypeError, ag.Error)):
        two(empty, 3)
    for use in lambda: empty.__dlpack__(), lambda: ag.device_array(empty), lambda: empty.shape:
        with pytest.raises((TypeError, ag.Error)):
            use()


def test_device_array_as_constant():
    array = ag.device_array(X)
    with pytest.raises(ag.Error, match="a DeviceArray is no array: .*") as refused:
        ag.trace(lambda y: y + array, ag.spec("f32", X.shape))
    assert "pass it as an argument, or its numpy()" in str(refused.value)


# Streams -------------------------------------------------------------------------------------


class StreamTensor(FakeTensor):
    """Is computed on `stream`."""
    stream = ctypes.c_void_p()


@ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_int32, ctypes.c_int32, ctypes.POINTER(ctypes.c_void_p))
def get_stream(device_type, device_id, place):
    if StreamTensor.stream is None:
        return -1
    place[0] = StreamTensor.stream
    return 0


StreamTensor.__dlpack_c_exchange_api__ = capsule(1, get_stream=get_stream)[0]


@pytest.fixture
def driver(two):
    """Returns the driver, with a context and the stream of StreamTensor. The emulator runs work as late as waits
    allow."""
    driver = ctypes.CDLL(EMULATOR)
    context, stream = ctypes.c_void_p(), ctypes.c_void_p()
    assert driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), 0) == 0
    assert driver.cuCtxPushCurrent_v2(context) == 0
    assert driver.cuStreamCreate(ctypes.byref(stream), 1) == 0
    StreamTensor.stream = stream
    yield driver
    assert driver.cuStreamDestroy_v2(stream) == 0
    driver.cuCtxPopCurrent_v2(ctypes.byref(context))
    assert driver.cuDevicePrimaryCtxRelease_v2(0) == 0


IS_PENDING = 600  # A query of the emulator waits, so that the next one is successful.


def test_streams_of_arguments(two, driver):
    """Programs wait for the streams of arguments, and then for results."""
    x = fake_of(ag.device_array(X), StreamTensor)
    source = X + 1
    copy = (ctypes.c_void_p(x.address), ctypes.c_void_p(source.ctypes.data), ctypes.c_size_t(X.nbytes))
    assert driver.cuMemcpyHtoDAsync_v2(*copy, StreamTensor.stream) == 0
    stale = ag.device_array(FakeTensor(X, 2, x.address))
    np.testing.assert_array_equal(stale.numpy(), X)
    product, mask = two(x, 3)
    assert isinstance(product, FakeTensor) and driver.cuStreamQuery(None) == 0
    np.testing.assert_array_equal(numpy_of(product), (X + 1) * 3)
    source += 1
    assert driver.cuMemcpyHtoDAsync_v2(*copy, StreamTensor.stream) == 0
    np.testing.assert_array_equal(ag.device_array(x).numpy(), X + 2)


def test_streams_of_bools(driver):
    """The elements that are checked are those after the work on the stream."""
    array, source = ag.device_array(np.array([True] * 5)), np.array([0, 1, 1, 7, 0], np.uint8)
    x = fake_of(array, StreamTensor)
    assert driver.cuMemcpyHtoDAsync_v2(ctypes.c_void_p(x.address), ctypes.c_void_p(source.ctypes.data),
                                       ctypes.c_size_t(5), StreamTensor.stream) == 0
    with pytest.raises(ag.Error, match="is the byte 7"):
        compiled(lambda x: ~x, ag.spec("i1", [5]))(x)


def test_streams_of_exports(two, driver):
    """A consumer on another stream than the legacy default one gets elements that are complete."""
    x, kept = ag.device_array(X), []  # releases of memory would wait
    for stream, expected in ((None, IS_PENDING), (1, IS_PENDING), (-1, IS_PENDING), (2, 0)):
        product, mask = two(x, 3)
        kept += [product, mask]
        product.__dlpack__(stream=stream)
        assert driver.cuStreamQuery(None) == expected
        np.testing.assert_array_equal(product.numpy(), X * 3)


def test_streams_of_capsules(two, driver):
    """The library of an array that has only __dlpack__ may compute on any stream, so that the call waits."""
    x, kept = ag.device_array(X), []
    for kind, expected in ((Plain, 0), (lambda array: array, IS_PENDING)):
        kept.append(two(kind(x), 3))
        assert driver.cuStreamQuery(None) == expected


def test_strided_arrays_of_the_cpu(two):
    for x in (np.arange(24, dtype=np.float32).reshape(3, 8)[:, ::2], np.broadcast_to(np.float32(1), (3, 4)), X[::-1]):
        np.testing.assert_array_equal(two(x, np.array(2, np.int32))[0], 2 * x)


def test_unknown_stream(two, driver):
    x = fake_of(ag.device_array(X), StreamTensor)
    stream, StreamTensor.stream = StreamTensor.stream, None
    with pytest.raises(ag.Error, match="argument x: the stream of its library is not known: its library does not say"):
        two(x, 3)
    StreamTensor.stream = stream


# Bad input -----------------------------------------------------------------------------------


def test_refusals(two):
    n = np.array(2, np.int32)
    gpu_x = ag.device_array(X)
    address = exported(gpu_x).data
    for x, message in (
            (FakeTensor(X, 2, address, number=1), "argument x: is in .* 1.*, expected .* 0"),
            (FakeTensor(X, 10, address), "argument x: is in .*, expected .* 0"),
            (FakeTensor(np.empty((4, 3), np.float32).T, 2, address), "argument x: dimension 1 has stride 3, expected 1"),
            (FakeTensor(X, 2, address + 2), "argument x: data is not at a multiple of 4 bytes, as f32 must be"),
            (X[:, :3], "argument x: dimension 1 is 3, expected 4"),
            (ag.device_array(X.astype("f8")), "argument x: dtype is f64, expected f32"),
            (np.ones((10, 4), np.float32), "argument x: rows is 10, at most 9"),
            ([1.0], "argument x is .*, expected an array")):
        with pytest.raises(ag.Error, match=message):
            two(x, n)
    np.testing.assert_array_equal(two(gpu_x, n)[0].numpy(), X * 2)


def test_on_the_cpu():
    f = ag.trace(lambda x: x + x, X).lower().compile()
    with pytest.raises(ag.Error, match="argument x is not in the CPU's memory"):
        f(ag.device_array(X))


def test_bools():
    """Bytes that are neither 0 nor 1 are refused, on the GPU too."""
    f = compiled(lambda x: ~x, ag.spec("i1", [5]))
    bad = np.array([0, 1, 7, 0, 1], np.uint8)
    on_gpu = ag.device_array(bad)
    fake = FakeTensor(bad.view(bool), 2, exported(on_gpu).data)
    for x in (bad.view(bool), fake):
        with pytest.raises(ag.Error, match="argument x: an element of i1\\[5\\] is the byte 7; expected 0 or 1"):
            f(x)
    good = ag.device_array(bad == 1)
    np.testing.assert_array_equal(f(good).numpy(), bad != 1)
    np.testing.assert_array_equal(numpy_of(f(fake_of(good))), bad != 1)


def run(script, **environment):
    """Runs a script in a process of its own, and returns its output."""
    done = subprocess.run([sys.executable, "-c", f"import ag, numpy as np\nx = np.ones(4, 'f4')\n{script}"],
                          capture_output=True, text=True, env={**os.environ, **environment})
    return done.returncode, done.stdout + done.stderr


COMPILE = "f = ag.trace(lambda x: x + x, x, name='f').lower(target='cuda').compile()\n"


@pytest.mark.parametrize("script, message", [
    (COMPILE, "f needs an NVIDIA GPU and its driver: none.so: cannot open"),
    ("ag.device_array(x)", "ag needs an NVIDIA GPU and its driver: none.so: cannot open")])
def test_no_driver(script, message):
    status, output = run(script, AG_CUDA_DRIVER="none.so")
    assert status == 1 and "ag.Error: " in output and message in output


def test_old_gpu():
    status, output = run(COMPILE.replace("compile()", "compile(march='sm_90')"), AG_EMULATOR="sm=80")
    assert status == 1 and "f was compiled for sm_90, but CUDA device 0" in output and "is an sm_80" in output


def test_memory_runs_out():
    """Memory that the GPU lacks is an error, and the next call that fits runs."""
    script = """
f = ag.trace(lambda x: x + x, ag.spec("f4", ["n"])).lower(target="cuda").compile()
for make in (lambda: ag.device_array(np.ones(2**20, "f4")), lambda: f(np.ones(2**20, "f4"))):
    try:
        make()
    except ag.Error as error:
        print(error.message)
print(f(x))"""
    status, output = run(script, AG_EMULATOR="memory=3")
    assert status == 0 and output.count("bytes of memory of CUDA device 0: ") == 2 and "[2. 2. 2. 2.]" in output


def test_freed_memory():
    """The emulator reports the access; the sentence is that of the run, or of the copy of its result."""
    script = COMPILE + """
import exchange, test_cuda
array = ag.device_array(x)
fake = exchange.FakeTensor(x, 2, test_cuda.exported(array).data)
del array
try:
    f(fake)
    ag.device_array(x)
except ag.Error as error:
    print("refused:", error.message)"""
    status, output = run(script, PYTHONPATH=f"{os.environ['PYTHONPATH']}:{Path(__file__).parent}")
    assert status == 0 and "refused: " in output and "CUDA device 0" in output
