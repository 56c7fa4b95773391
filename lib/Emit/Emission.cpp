//===- Emission.cpp - THE table of what a compilation can end in ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/Emission.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace ag {

llvm::ArrayRef<EmissionKind> getEmissionKinds() {
  static constexpr EmissionKind kinds[] = {
      {Emission::MLIR, "mlir", ".mlir", "the program, ready to lower", "trace",
       IsModule},
      {Emission::Linalg, "linalg", ".mlir", "stated in linalg and tensor",
       "structure", IsModule},
      {Emission::LLVM, "llvm", ".ll", "optimised LLVM IR", "lower", 0},
      {Emission::PTX, "ptx", ".ptx", "the kernels of a GPU in PTX", "lower", 0},
      {Emission::Assembly, "asm", ".s", "assembly", "lower", 0},
      {Emission::Object, "obj", ".o", "an object file", "lower",
       IsNative | HasHeader},
      {Emission::SharedLibrary, "so", ".so", "a shared library", "lower",
       IsNative | IsLinked | HasHeader},
      {Emission::Executable, "exe", "",
       "an executable, which reads and writes .npy files", "lower",
       IsNative | IsLinked | HasMain},
  };
  return kinds;
}

std::string listEmissions(EmissionProperty property) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const EmissionKind &kind : getEmissionKinds())
    if (kind.has(property))
      names.push_back(kind.name);
  llvm::StringRef last = names.pop_back_val();
  return names.empty() ? last.str()
                       : llvm::join(names, ", ") + " or " + last.str();
}

const EmissionKind &getKind(Emission emission) {
  return *llvm::find_if(getEmissionKinds(), [&](const EmissionKind &kind) {
    return kind.emission == emission;
  });
}

Emission getEmission(llvm::StringRef path) {
  llvm::StringRef suffix = llvm::sys::path::extension(path);
  for (const EmissionKind &kind : getEmissionKinds())
    if (!suffix.empty() && suffix == kind.suffix)
      return kind.emission;
  return Emission::Object;
}

} // namespace ag
