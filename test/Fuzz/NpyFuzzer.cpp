//===- NpyFuzzer.cpp - any bytes as a .npy file ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the readers of .npy files in the compiler and in executables end on every
// input? Do both accept the same arrays, and are these read back unchanged
// after they are written?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Tensor/DLPack.h"
#include "ag/Support/Tensor/Npy.h"

extern "C" {
#include "Npy.h"
}

using namespace ag;

/// Checks the executable's reader and writer on the same bytes.
static void checkRuntime(llvm::StringRef file, const Tensor *tensor) {
  ag_rt_npy array;
  char message[64];
  bool isRead = ag_rt_npy_parse(file.data(), file.size(), &array, message,
                                sizeof message);
  bool fits = tensor && tensor->rank() <= AG_RT_NPY_MAX_RANK;
  check(isRead == fits);
  if (!isRead)
    return;
  llvm::ArrayRef<int64_t> shape(array.shape, array.rank);
  check(toScalarType(array.dtype) == tensor->type() &&
        shape == tensor->shape());
  std::string written = formatNpy(*tensor);
  char header[AG_RT_NPY_HEADER_BYTES];
  size_t length =
      ag_rt_npy_header(array.dtype, array.rank, array.shape, header);
  check(llvm::StringRef(written).starts_with({header, length}));
  check(written.size() == length + file.size() - array.begin);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef file(reinterpret_cast<const char *>(data), size);
  auto tensor = parseNpy(file);
  checkRuntime(file, tensor ? &*tensor : nullptr);
  if (!tensor) {
    llvm::consumeError(tensor.takeError());
    return 0;
  }
  Tensor again = llvm::cantFail(parseNpy(formatNpy(*tensor)));
  check(again.type() == tensor->type() && again.shape() == tensor->shape());
  check(again.toBytes() == tensor->toBytes());
  return 0;
}
