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
// The object contains the entries, the constants that describe them, the
// functions that callers use, and the runtime. All symbols are internal except
// for these:
//
//   MODULE_info  MODULE_load  MODULE_load_tensors  MODULE_unload
//   MODULE_ENTRY_query  MODULE_ENTRY_run
//
// (MODULE_query and MODULE_run if there is one entry.) The object depends on
// libc and libm, and on libomp if it uses threads. For CUDA it also has
//
//   MODULE_allocate  MODULE_free  MODULE_copy
//
// and contains the kernels as PTX, which load passes to the GPU's driver.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_OBJECT_H
#define AG_EMIT_OBJECT_H

#include "ag/Emit/CpuTarget.h"
#include "ag/Emit/DeviceCode.h"
#include "ag/Emit/PublicSignature.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ag {

/// Values of parameters that the program contains, by name
struct EmbeddedParameters {
  std::map<std::string, llvm::ArrayRef<char>> values;
  /// Whether the LLVM IR has zeros in place of the values, which emitObject
  /// replaces. This saves time and memory because LLVM copies a constant
  /// several times.
  bool areFilledLater = false;
};

/// Returns the optimised program in LLVM IR, which calls the runtime. If
/// `isExecutable`, it has a main that runs the first entry. `module` is the
/// host code. `device` has the kernels if the artefact is for CUDA and is null
/// otherwise. Fails, with an error, if the module cannot be translated.
mlir::FailureOr<std::unique_ptr<llvm::Module>>
makeProgram(mlir::ModuleOp module, const ArtefactSignature &artefact,
            const CpuTarget &target, llvm::LLVMContext &context, unsigned level,
            bool isExecutable, const EmbeddedParameters &embedded,
            const DeviceCode *device = nullptr);

/// Return the program with the runtime as the bytes of an object file, as
/// assembly or as LLVM IR. All three contain the same functions. The runtime
/// was compiled when ag was built; it is appended to the program as assembly.
/// emitObject and emitAssembly run the code generator on `program`.
std::string emitObject(llvm::Module &program, const CpuTarget &target,
                       const EmbeddedParameters &embedded = {});
std::string emitAssembly(llvm::Module &program, const CpuTarget &target);
std::string emitLLVM(const llvm::Module &program);

} // namespace ag

#endif // AG_EMIT_OBJECT_H
