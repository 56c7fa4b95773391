//===- HostCopies.h - copies of the CPU's arrays on a GPU -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program on a GPU read arguments in the CPU's memory?
//
// It reads copies. Arguments that overlap are copied as one region, at the same
// offset from a multiple of 64 bytes:
//
//   CPU   0x1048: x, 40 bytes     0x1060: y, 40 bytes
//   GPU   0x7008: x               0x7020: y
//
// The program therefore finds overlaps with donated arguments, and misaligned
// arguments, as a program for the CPU does.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_HOSTCOPIES_H
#define AG_PYTHON_BINDINGS_HOSTCOPIES_H

#include "Memory.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallVector.h"

namespace ag::python {

/// Returns true if the tensor is contiguous in row-major order. Programs refuse
/// other tensors.
bool isCompact(const DLTensor &tensor);

/// Returns the number of bytes of a compact tensor.
size_t countBytes(const DLTensor &tensor);

/// The copies of one call's arguments.
class HostCopies {
public:
  /// Assigns offsets in the copies' memory to the arguments in the CPU's
  /// memory, which are compact, and returns the bytes for all.
  size_t plan(llvm::ArrayRef<DLTensor> arguments);

  /// Makes the arguments of plan point to `memory` of the GPU.
  void place(void *memory, DLDevice gpu,
             llvm::MutableArrayRef<DLTensor> arguments);

  /// Copies the arguments to the GPU. Throws a Failure if a copy fails.
  void upload() const;
  /// Copies those arguments back whose numbers are in `which`.
  void download(const llvm::BitVector &which) const;

private:
  /// A range of addresses that one or more arguments cover.
  struct Region {
    uintptr_t begin, end;
    /// The offset of `begin` in the copies' memory.
    size_t offset;
  };
  struct Copy {
    size_t argument;
    uintptr_t begin;
    size_t bytes;
  };
  /// Sets `regions` from `copies`.
  void mergeRegions();
  /// Returns the address of the copy of a byte.
  char *find(uintptr_t address) const;

  /// Disjoint, in the order of addresses.
  llvm::SmallVector<Region, 4> regions;
  llvm::SmallVector<Copy, 4> copies;
  char *base = nullptr;
  DLDevice gpu = gpuDevice;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_HOSTCOPIES_H
