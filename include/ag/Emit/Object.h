//===- Object.h - from the LLVM dialect to an object ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a module in the LLVM dialect become an object file that a C program
// links, with its header?
//
// The object holds the entries, the constants that describe them, one function
// for each that callers see, and the runtime, all internal but for these:
//
//   MODULE_info  MODULE_load  MODULE_unload  MODULE_ENTRY_query
//   MODULE_ENTRY_run
//
// (MODULE_query and MODULE_run where there is one entry.) It needs libc and
// libm, and libomp where it uses threads. For CUDA there are also
//
//   MODULE_allocate  MODULE_free  MODULE_copy
//
// and the kernels as PTX, which load gives to the GPU's driver.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_OBJECT_H
#define AG_EMIT_OBJECT_H

#include "ag/Emit/CpuTarget.h"
#include "ag/Emit/DeviceCode.h"
#include "ag/Emit/Signature.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ag {

/// Values of parameters that the program is to hold, by name.
struct EmbeddedParameters {
  std::map<std::string, llvm::ArrayRef<char>> values;
  /// Whether the program in LLVM IR has zeros in their place, which emitObject
  /// replaces: LLVM copies a constant several times.
  bool areFilledLater = false;
};

/// The program in LLVM IR, optimised, which calls the runtime; with a main that
/// runs the first entry, where it is to be an executable. `module` is the code
/// of the host; an artefact for CUDA has its kernels in `device`, others null.
mlir::FailureOr<std::unique_ptr<llvm::Module>>
makeProgram(mlir::ModuleOp module, const ArtefactSignature &artefact,
            const CpuTarget &target, llvm::LLVMContext &context, unsigned level,
            bool isExecutable, const EmbeddedParameters &embedded,
            const DeviceCode *device = nullptr);

/// The bytes of an object file of the program with the runtime, or the text
/// that one is assembled or compiled from. Each comes to the same functions:
/// the runtime was compiled when ag was built, and is added as assembly, in
/// texts after the program.
std::string emitObject(llvm::Module &program, const CpuTarget &target,
                       const EmbeddedParameters &embedded = {});
std::string emitAssembly(llvm::Module &program, const CpuTarget &target);
std::string emitLLVM(const llvm::Module &program);

} // namespace ag

#endif // AG_EMIT_OBJECT_H
