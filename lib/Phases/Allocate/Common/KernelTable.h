//===- KernelTable.h - equal kernels once -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which function is a kernel that was outlined, if an equal one is there?
//
// The layers of a model are alike: their kernels differ in the buffers they are
// called with, and in nothing else. Each is a function once.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H

#include "ag/Analysis/Equality/StructuralHash.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include <string>

namespace ag {

/// The kernels of a symbol table so far, functions of type Function.
template <typename Function> class KernelTable {
public:
  explicit KernelTable(mlir::Operation *table) : symbols(table) {}

  /// Returns the function in the table that `kernel` is, and whether it became
  /// one now, with that name or one that begins so.
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

/// What symbols, and so profilers, call a part of `entry`: after the innermost
/// region that `part` comes from, "f.attention.nest" where `kind` is "nest".
std::string makeKernelName(llvm::StringRef entry, mlir::Operation *part,
                           llvm::StringRef kind);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_KERNELTABLE_H
