//===- KernelTable.h - one function for equal kernels -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which function does an outlined kernel become, if an equal one may exist?
//
// The layers of a model are alike: their kernels differ only in the buffers
// that they are called with. Equal kernels become one function.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H

#include "ag/Analysis/Equality/StructuralHash.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include <string>

namespace ag {

/// The kernels in a symbol table so far, functions of type Function.
template <typename Function> class KernelTable {
public:
  explicit KernelTable(mlir::Operation *table) : symbols(table) {}

  /// Returns the function in the table that equals `kernel`, and false. If
  /// there is none, adds `kernel` with that name, or with a suffix if the name
  /// is taken, and returns it, and true.
  std::pair<Function, bool> add(mlir::OwningOpRef<Function> kernel,
                                llvm::StringRef name) {
    llvm::SmallVectorImpl<Function> &alike = byHash[hashes.of(*kernel)];
    for (Function known : alike) {
      kernel->setName(known.getName());
      if (isStructurallyEqual(known, *kernel))
        return {known, false};
    }
    kernel->setName(name);
    alike.push_back(kernel.release());
    symbols.insert(alike.back());
    return {alike.back(), true};
  }

private:
  mlir::SymbolTable symbols;
  StructuralHash hashes;
  llvm::DenseMap<uint64_t, llvm::SmallVector<Function, 1>> byHash;
};

/// Returns the name of a kernel in symbols, and so in profilers:
/// "f.attention.nest" for the entry f if `kind` is "nest". `attention` is the
/// innermost region that `part` comes from.
std::string makeKernelName(llvm::StringRef entry, mlir::Operation *part,
                           llvm::StringRef kind);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H
