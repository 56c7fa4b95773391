//===- Arguments.cpp - Python's arrays as tensors -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Arguments.h"
#include "CompactCopy.h"
#include "DeviceArray.h"
#include "Diagnostics.h"
#include "Gil.h"
#include "HostCopies.h"
#include "ag/Support/Tensor/Tensor.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cstring>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <type_traits>

namespace nb = nanobind;

namespace ag::python {

/// Returns a type of numpy. The reference is never released, as numpy stays
/// loaded for the rest of the process.
static PyTypeObject *findNumpyType(const char *name) {
  nb::object type = nb::module_::import_("numpy").attr(name);
  return reinterpret_cast<PyTypeObject *>(type.release().ptr());
}

PyTypeObject *getNumpyArrayType() {
  static PyTypeObject *type = findNumpyType("ndarray");
  return type;
}

/// Returns true if `array` is a numpy array or a numpy scalar, which is read as
/// an array of rank 0.
static bool isNumpy(nb::handle array) {
  static PyTypeObject *number = findNumpyType("generic");
  return PyObject_TypeCheck(array.ptr(), getNumpyArrayType()) ||
         PyObject_TypeCheck(array.ptr(), number);
}

/// The resources that keep the view of one array valid.
struct Arguments::Opened {
  Opened() = default;
  Opened(const Opened &) = delete;
  ~Opened() {
    if (buffer.obj)
      PyBuffer_Release(&buffer);
  }

  Py_buffer buffer = {};
  llvm::SmallVector<int64_t, 6> strides;
  /// The elements of a strided array in row-major order.
  Memory copy;
  nb::ndarray<nb::ro> array;
  /// std::nullopt if the array does not report it.
  std::optional<bool> isReadOnly;
  /// That of the array's type, or null.
  const Exchange *exchange = nullptr;
  /// The stream of the array's library; null is the legacy default stream.
  void *stream = nullptr;
  /// Whether the stream is not known, as that of an array on a GPU that came by
  /// `__dlpack__`. Its elements are complete for the legacy default stream.
  bool isStreamUnknown = false;
  /// Whether the package made the array, whose elements are valid.
  bool isOwn = false;
};

Arguments::~Arguments() = default;

//===----------------------------------------------------------------------===//
// The buffer protocol
//===----------------------------------------------------------------------===//

/// Returns the element type of a buffer. Returns std::nullopt if elements are
/// not single numbers in this machine's byte order.
static std::optional<DLDataType> readFormat(const Py_buffer &buffer) {
  llvm::StringRef format = buffer.format ? buffer.format : "B";
  if (format.size() == 2 && llvm::StringRef("@=<").contains(format.front()))
    format = format.drop_front();
  auto bits = static_cast<uint8_t>(8 * buffer.itemsize);
  if (format.size() != 1)
    return std::nullopt;
  if (llvm::StringRef("bhilqn").contains(format))
    return DLDataType{kDLInt, bits, 1};
  if (llvm::StringRef("BHILQN").contains(format))
    return DLDataType{kDLUInt, bits, 1};
  if (llvm::StringRef("efd").contains(format))
    return DLDataType{kDLFloat, bits, 1};
  if (format == "?")
    return DLDataType{kDLBool, bits, 1};
  return std::nullopt;
}

/// Returns true if a numpy array has this machine's byte order.
static bool isNative(nb::handle array) {
  return nb::cast<bool>(array.attr("dtype").attr("isnative"));
}

/// Opens the buffer of a numpy array, and returns true if that succeeds. The
/// buffer protocol has no format for bf16, so a bf16 array is opened as uint16,
/// and `isBfloat` is set.
static bool getBuffer(nb::handle array, Py_buffer &buffer, bool &isBfloat) {
  if (PyObject_GetBuffer(array.ptr(), &buffer, PyBUF_RECORDS_RO) == 0)
    return true;
  PyErr_Clear();
  isBfloat =
      nb::cast<std::string>(array.attr("dtype").attr("name")) == "bfloat16";
  if (!isBfloat || !isNative(array))
    return false;
  nb::object bits = array.attr("view")("uint16");
  return PyObject_GetBuffer(bits.ptr(), &buffer, PyBUF_RECORDS_RO) == 0;
}

/// Sets `tensor` to a view of a numpy array through its buffer. Returns false
/// if the buffer cannot be opened, or if its elements are not native numbers.
/// Makes a copy if a stride is not a multiple of the element's size, as that of
/// a field of a packed record.
static bool viewBuffer(nb::handle array, Py_buffer &buffer,
                       llvm::SmallVectorImpl<int64_t> &strides, Memory &copy,
                       DLTensor &tensor) {
  bool isBfloat = false;
  if (!getBuffer(array, buffer, isBfloat)) {
    PyErr_Clear();
    return false;
  }
  std::optional<DLDataType> dtype = readFormat(buffer);
  if (!dtype)
    return false;
  static_assert(std::is_same_v<Py_ssize_t, int64_t>);
  llvm::ArrayRef<int64_t> shape(buffer.shape, buffer.ndim);
  llvm::ArrayRef<int64_t> steps(buffer.strides, buffer.ndim);
  tensor.data = buffer.buf;
  for (int64_t step : steps)
    strides.push_back(step / buffer.itemsize);
  tensor.strides = strides.data();
  if (llvm::any_of(steps,
                   [&](int64_t step) { return step % buffer.itemsize; })) {
    copy = copyCompact(buffer.buf, shape, steps, buffer.itemsize);
    tensor.data = copy.data.get();
    tensor.strides = nullptr;
  }
  tensor.device = {kDLCPU, 0};
  tensor.ndim = buffer.ndim;
  tensor.dtype = isBfloat ? DLDataType{kDLBfloat, 16, 1} : *dtype;
  tensor.shape = buffer.shape;
  return true;
}

//===----------------------------------------------------------------------===//
// __dlpack__, and all three
//===----------------------------------------------------------------------===//

/// Sets `tensor` to a view of `array`, which owns shape and strides.
static void viewArray(const nb::ndarray<nb::ro> &array, DLTensor &tensor) {
  nb::dlpack::dtype type = array.dtype();
  tensor.data = const_cast<void *>(array.data());
  // nanobind's device types are those of DLPack.
  tensor.device = {static_cast<DLDeviceType>(array.device_type()),
                   array.device_id()};
  tensor.ndim = array.ndim();
  tensor.dtype = {type.code, type.bits, type.lanes};
  tensor.shape = const_cast<int64_t *>(array.shape_ptr());
  tensor.strides = const_cast<int64_t *>(array.stride_ptr());
}

static void refuseNegation(nb::handle array, const std::string &name) {
  if (isNegated(array))
    throw Failure("argument " + name +
                  " is the negative of what is in its memory: pass "
                  "tensor.resolve_neg()");
}

/// Returns true if DLPack's flags say that the tensor is read-only.
static bool isReadOnly(const ManagedTensor &tensor) {
  constexpr uint64_t readOnly = 1;
  return tensor.flags & readOnly;
}

/// Returns true if an array is read-only, according to the flags of the tensor
/// that `share` exports; a DLTensor from `view` has none. Returns std::nullopt
/// if it cannot be exported.
static std::optional<bool> askWhetherReadOnly(nb::handle array,
                                              const Exchange &exchange) {
  ManagedTensor *shared = nullptr;
  if (!exchange.share)
    return std::nullopt;
  if (exchange.share(array.ptr(), &shared)) {
    PyErr_Clear();
    return std::nullopt;
  }
  bool isIt = isReadOnly(*shared);
  if (shared->deleter)
    shared->deleter(shared);
  return isIt;
}

/// Returns the capsule of `__dlpack__`, with flags if the library supports the
/// versioned form.
static nb::object makeCapsule(nb::handle array) {
  nb::str name("__dlpack__");
  nb::tuple keywords = nb::make_tuple("max_version");
  nb::tuple version = nb::make_tuple(1, 2);
  PyObject *parts[] = {array.ptr(), version.ptr()};
  PyObject *capsule = callPython([&] {
    return PyObject_VectorcallMethod(name.ptr(), parts, 1, keywords.ptr());
  });
  if (!capsule && PyErr_ExceptionMatches(PyExc_TypeError)) {
    PyErr_Clear();
    // The form without a version, before DLPack 1.0.
    capsule = callPython(
        [&] { return PyObject_CallMethodNoArgs(array.ptr(), name.ptr()); });
  }
  if (!capsule)
    throw nb::python_error();
  return nb::steal(capsule);
}

/// Throws a Failure if the array requires a gradient or has a tangent. The
/// library's own differentiation does not see the program, so results would
/// have none.
static void refuseDerivatives(nb::handle array, const Property &gradient,
                              const std::string &name) {
  if (hasTangent(array))
    throw Failure("argument " + name +
                  " has a tangent, but results would carry none: pass "
                  "torch.autograd.forward_ad.unpack_dual(tensor).primal; "
                  "ag.jvp computes tangents");
  if (gradient.isTrue(array))
    throw Failure("argument " + name +
                  " requires a gradient, but results would carry none: pass "
                  "tensor.detach()");
}

void Arguments::openCapsule(nb::handle array, const std::string &name,
                            Opened &to) {
  const std::string problem =
      "argument " + name + " cannot be opened as an array without a copy";
  refuseNegation(array, name);
  if (hasAttribute(array, gradientName))
    refuseDerivatives(array, Property(Py_TYPE(array.ptr()), gradientName),
                      name);
  nb::object capsule;
  try {
    capsule = makeCapsule(array);
  } catch (nb::python_error &error) {
    if (!error.matches(PyExc_Exception))
      throw; // an interrupt
    throw Failure(problem + ": " +
                  nb::cast<std::string>(nb::str(error.value())));
  }
  static constexpr char versioned[] = "dltensor_versioned";
  if (PyCapsule_IsValid(capsule.ptr(), versioned))
    to.isReadOnly = isReadOnly(*static_cast<const ManagedTensor *>(
        PyCapsule_GetPointer(capsule.ptr(), versioned)));
  if (!nb::try_cast(capsule, to.array, /*convert=*/false))
    throw Failure(problem);
  viewArray(to.array, views.back());
  to.isStreamUnknown = !isCPU(views.back().device);
}

/// Returns the stream on which an array's library computes on this device.
static void *findStream(const Exchange &exchange, DLDevice device,
                        const std::string &name) {
  void *stream = nullptr;
  if (!isCPU(device) && exchange.getStream &&
      exchange.getStream(device.device_type, device.device_id, &stream))
    throw Failure("argument " + name +
                  ": the stream of its library is not known: " + takeError());
  return stream;
}

/// Opens an array whose type has DLPack's C exchange API.
void Arguments::openByExchange(nb::handle array, const std::string &name,
                               Opened &to, bool isDonated) {
  const ExchangeType &type = *findExchange(Py_TYPE(array.ptr()));
  DLTensor &tensor = views.back();
  if (!arePlain && type.gradient.exists())
    refuseDerivatives(array, type.gradient, name);
  if (!arePlain && type.tellsNegation)
    refuseNegation(array, name);
  to.exchange = type.exchange;
  if (!type.exchange->view)
    return openCapsule(array, name, to);
  if (type.exchange->view(array.ptr(), &tensor))
    throw Failure("argument " + name + " cannot be opened: " + takeError());
  to.stream = findStream(*type.exchange, tensor.device, name);
  if (isDonated)
    to.isReadOnly = askWhetherReadOnly(array, *type.exchange);
}

void Arguments::open(nb::handle array, const std::string &name, Opened &to,
                     bool isDonated) {
  DLTensor &tensor = views.emplace_back(
      DLTensor{nullptr, cpuDevice, 0, {}, nullptr, nullptr, 0});
  if (arePlain)
    return openByExchange(array, name, to, isDonated);
  if (isNumpy(array)) {
    if (Py_TYPE(array.ptr()) != getNumpyArrayType() &&
        hasAttribute(array, "mask"))
      throw Failure("argument " + name +
                    " is a masked array, whose mask would be lost: pass "
                    "array.filled(0)");
    if (viewBuffer(array, to.buffer, to.strides, to.copy, tensor)) {
      to.isReadOnly = to.buffer.readonly;
      return;
    }
    if (!isNative(array))
      throw Failure("argument " + name +
                    " has its bytes in the other order: pass "
                    "array.astype(array.dtype.newbyteorder(\"=\"))");
  } else if (const DeviceArray *own = asDeviceArray(array)) {
    tensor = own->view();
    to.isReadOnly = false;
    to.isOwn = true;
    return;
  } else if (findExchange(Py_TYPE(array.ptr()))) {
    return openByExchange(array, name, to, isDonated);
  } else if (!hasAttribute(array, "__dlpack__")) {
    throw Failure("argument " + name + " is " + shown(array) +
                  ", expected an array");
  }
  openCapsule(array, name, to);
}

/// Throws a Failure if a donated array is not known to be writable: the program
/// writes a result to its memory.
static void checkWritable(std::optional<bool> isReadOnly,
                          const std::string &name) {
  if (isReadOnly.value_or(true))
    throw Failure("argument " + name +
                  " is donated, so a result takes over its memory, but it " +
                  (isReadOnly ? "is read-only"
                              : "does not say whether it may be written"));
}

/// Returns the first of `count` bytes that is neither 0 nor 1, or std::nullopt
/// if there is none.
static std::optional<uint8_t> findNoTruth(const uint8_t *bytes, size_t count) {
  // Reads eight bytes at a time, as each call checks its boolean arguments.
  uint64_t all = 0;
  size_t number = 0;
  for (; number + 8 <= count; number += 8) {
    uint64_t eight;
    std::memcpy(&eight, bytes + number, sizeof(eight));
    all |= eight;
  }
  for (; number < count; ++number)
    all |= bytes[number];
  constexpr uint64_t noTruth = 0xfefefefefefefefe;
  if (!(all & noTruth))
    return std::nullopt;
  return *std::find_if(bytes, bytes + count,
                       [](uint8_t byte) { return byte > 1; });
}

/// Throws a Failure if a boolean element is neither 0 nor 1. Programs do not
/// check that, and read the lowest bit only. Copies the elements of another
/// library's array on the GPU for it.
void Arguments::checkElements(size_t number, const std::string &name) const {
  const DLTensor &tensor = views[number];
  if (tensor.dtype.code != kDLBool || tensor.dtype.bits != 8 ||
      opened[number].isOwn || !isCompact(tensor))
    return;
  size_t count = countBytes(tensor);
  const auto *bytes =
      static_cast<const uint8_t *>(tensor.data) + tensor.byte_offset;
  Memory copy;
  if (!isCPU(tensor.device)) {
    if (count == 0 || !isGPU(tensor.device))
      return; // The program refuses other devices.
    copy = Memory::allocate(count, alignof(std::max_align_t), cpuDevice);
    copyBytes(tensor.device, copy.data.get(), bytes, count,
              opened[number].stream);
    bytes = static_cast<const uint8_t *>(copy.data.get());
  }
  llvm::ArrayRef<int64_t> shape(tensor.shape, tensor.ndim);
  if (std::optional<uint8_t> byte = findNoTruth(bytes, count))
    throw Failure(llvm::formatv("argument {0}: an element of {1} is the byte "
                                "{2}; expected 0 or 1",
                                name, describe(ScalarType::I1, shape), *byte)
                      .str());
}

bool Arguments::awaitStreams(DLDevice gpu) const {
  bool isAny = false;
  for (size_t number = 0; number < views.size(); ++number) {
    if (void *stream = opened[number].stream) {
      awaitStream(gpu, stream);
      isAny = true;
    }
    isAny |= opened[number].isStreamUnknown;
  }
  return isAny;
}

/// Makes a compact copy of an array of the CPU that a program cannot read in
/// place. Throws a Failure if a donated array has strides, as a result would be
/// written to the copy.
void Arguments::checkInPlace(nb::handle array, size_t number,
                             const std::string &name, bool isDonated) {
  DLTensor &tensor = views[number];
  Memory &copy = opened[number].copy;
  bool isStrided = countBytes(tensor) > 0 && !isCompact(tensor);
  if (isDonated && (isStrided || copy.data))
    throw Failure("argument " + name +
                  " is donated, so a result takes over its memory, which must "
                  "be in row-major order without gaps: pass " +
                  (isNumpy(array) ? "numpy.ascontiguousarray(" + name + ")"
                                  : "a compact copy, as tensor.contiguous()"));
  if (isDonated || isReadable(tensor))
    return;
  copy = copyCompact(tensor);
  tensor.data = copy.data.get();
  tensor.byte_offset = 0;
  tensor.strides = nullptr;
}

Arguments::Arguments(nb::handle arrays, llvm::ArrayRef<std::string> names,
                     const llvm::BitVector &donated, DLDevice device,
                     bool arePlain)
    : arePlain(arePlain), opened(std::make_unique<Opened[]>(names.size())) {
  PyObject **items = PySequence_Fast_ITEMS(arrays.ptr());
  for (size_t number = 0; number < names.size(); ++number) {
    open(items[number], names[number], opened[number], donated[number]);
    bool isOnDevice = !isCPU(views.back().device);
    if (isOnDevice && isCPU(device))
      throw Failure("argument " + names[number] +
                    " is not in the CPU's memory");
    isAnyOnDevice |= isOnDevice;
    if (!isOnDevice)
      checkInPlace(items[number], number, names[number], donated[number]);
    checkElements(number, names[number]);
    if (donated[number])
      checkWritable(opened[number].isReadOnly, names[number]);
  }
  for (size_t number = 0; number < names.size() && !offered; ++number)
    if (isCPU(views[number].device) != isAnyOnDevice)
      offered = opened[number].exchange;
}

} // namespace ag::python
