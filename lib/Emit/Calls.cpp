//===- Calls.cpp - the functions that callers see -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each function calls the runtime with a descriptor. These functions are
// compiled for any x86-64 CPU, so that load can check the CPU before it runs
// other code.
//
//===----------------------------------------------------------------------===//
#include "Calls.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace ag {
namespace {
class CallBuilder {
public:
  explicit CallBuilder(Module &program, Constant *device)
      : program(program), device(device), builder(program.getContext()),
        pointer(builder.getPtrTy()), status(builder.getInt32Ty()) {}

  /// Returns the name of a runtime function for the artefact's target:
  /// "ag_rt_cuda_run" or "ag_rt_run".
  std::string runtime(StringRef what) {
    return ((device ? "ag_rt_cuda_" : "ag_rt_") + what).str();
  }

  /// Creates a global function and sets the insertion point to its body.
  Function *begin(StringRef name, Type *result, ArrayRef<Type *> parameters) {
    auto *type = FunctionType::get(result, parameters, /*isVarArg=*/false);
    auto *function =
        Function::Create(type, GlobalValue::ExternalLinkage, name, program);
    builder.SetInsertPoint(
        BasicBlock::Create(program.getContext(), "", function));
    return function;
  }
  /// Calls a function of the runtime with `arguments` and returns its result.
  void endByCall(StringRef name, Type *result, ArrayRef<Value *> arguments) {
    SmallVector<Type *> types;
    for (Value *argument : arguments)
      types.push_back(argument->getType());
    FunctionCallee callee = program.getOrInsertFunction(
        name, FunctionType::get(result, types, /*isVarArg=*/false));
    Value *value = builder.CreateCall(callee, arguments);
    if (result->isVoidTy())
      builder.CreateRetVoid();
    else
      builder.CreateRet(value);
  }

  void makeInfo(StringRef name, Constant *module);
  void makeLoad(StringRef name, Constant *module);
  void makeLoadTensors(StringRef name, Constant *module);
  void makeUnload(StringRef name);
  void makeQuery(StringRef name, Constant *module, Constant *entry,
                 unsigned symbols);
  void makeRun(StringRef name, Constant *entry);
  void makeMain(Constant *module, Constant *entry);
  void makeForDevice(StringRef name, StringRef what, Constant *module,
                     ArrayRef<Type *> parameters);

private:
  void makeLoadLike(StringRef name, StringRef what, Constant *module,
                    ArrayRef<Type *> parameters);

  Module &program;
  Constant *device;
  IRBuilder<> builder;
  Type *pointer, *status;
};

/// Returns the JSON text, which is the last field of ag_rt_module.
void CallBuilder::makeInfo(StringRef name, Constant *module) {
  begin(name, pointer, {});
  auto *record =
      cast<ConstantStruct>(cast<GlobalVariable>(module)->getInitializer());
  builder.CreateRet(record->getOperand(record->getNumOperands() - 1));
}

/// Creates a function that calls the runtime's function `what` with the module,
/// the device code if there is any, and its own arguments.
void CallBuilder::makeLoadLike(StringRef name, StringRef what, Constant *module,
                               ArrayRef<Type *> parameters) {
  Function *load = begin(name, status, parameters);
  SmallVector<Value *> arguments{module};
  if (device)
    arguments.push_back(device);
  for (Argument &argument : load->args())
    arguments.push_back(&argument);
  endByCall(runtime(what), status, arguments);
}

/// Creates a function that takes (path, ctx, model).
void CallBuilder::makeLoad(StringRef name, Constant *module) {
  makeLoadLike(name, "load", module, {pointer, pointer, pointer});
}

/// Creates a function that takes (tensors, count, ctx, model).
void CallBuilder::makeLoadTensors(StringRef name, Constant *module) {
  makeLoadLike(name, "load_tensors", module,
               {pointer, builder.getInt64Ty(), pointer, pointer});
}

void CallBuilder::makeUnload(StringRef name) {
  Function *unload = begin(name, builder.getVoidTy(), {pointer});
  endByCall(runtime("unload"), builder.getVoidTy(), {unload->getArg(0)});
}

/// Creates a function that takes (ctx, symbols..., shapes, need).
void CallBuilder::makeQuery(StringRef name, Constant *module, Constant *entry,
                            unsigned symbols) {
  SmallVector<Type *> parameters{pointer};
  parameters.append(symbols, builder.getInt64Ty());
  parameters.append({pointer, pointer});
  Function *query = begin(name, status, parameters);
  Value *dims =
      builder.CreateAlloca(builder.getInt64Ty(), builder.getInt64(symbols));
  for (unsigned index = 0; index < symbols; ++index)
    builder.CreateStore(
        query->getArg(1 + index),
        builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), dims, index));
  endByCall("ag_rt_query", status,
            {module, entry, query->getArg(0), dims, query->getArg(1 + symbols),
             query->getArg(2 + symbols)});
}

/// Creates a function that takes (model, arguments, results, workspace, ctx).
void CallBuilder::makeRun(StringRef name, Constant *entry) {
  Function *run =
      begin(name, status, {pointer, pointer, pointer, pointer, pointer});
  SmallVector<Value *> arguments{entry};
  for (Argument &argument : run->args())
    arguments.push_back(&argument);
  endByCall(runtime("run"), status, arguments);
}

/// Creates a function that only artefacts for CUDA have. It takes (ctx, ...).
void CallBuilder::makeForDevice(StringRef name, StringRef what,
                                Constant *module, ArrayRef<Type *> parameters) {
  Function *function = begin(name, status, parameters);
  SmallVector<Value *> arguments{module};
  for (Argument &argument : function->args())
    arguments.push_back(&argument);
  endByCall(runtime(what), status, arguments);
}

/// Creates a function that takes (argc, argv).
void CallBuilder::makeMain(Constant *module, Constant *entry) {
  Function *main = begin("main", status, {status, pointer});
  SmallVector<Value *> arguments{module};
  if (device)
    arguments.push_back(device);
  arguments.append({entry, main->getArg(0), main->getArg(1)});
  endByCall(runtime("main"), status, arguments);
}
} // namespace

void makeMain(Module &program, const Descriptors &descriptors,
              Constant *device) {
  CallBuilder(program, device)
      .makeMain(descriptors.module, descriptors.entries.front());
}

void makeCalls(Module &program, const ArtefactSignature &artefact,
               const Descriptors &descriptors, Constant *device) {
  CallBuilder calls(program, device);
  calls.makeInfo(artefact.name + "_info", descriptors.module);
  calls.makeLoad(artefact.name + "_load", descriptors.module);
  calls.makeLoadTensors(artefact.name + "_load_tensors", descriptors.module);
  calls.makeUnload(artefact.name + "_unload");
  for (auto [entry, descriptor] : zip(artefact.entries, descriptors.entries)) {
    calls.makeQuery(getCallName(artefact, entry, "query"),
                    descriptors.declaredModule.declaration, descriptor,
                    entry.symbols.size());
    calls.makeRun(getCallName(artefact, entry, "run"), descriptor);
  }
  if (!device)
    return;
  Type *pointer = PointerType::get(program.getContext(), 0);
  Type *size = IntegerType::get(program.getContext(), 64);
  Constant *module = descriptors.declaredModule.declaration;
  calls.makeForDevice(artefact.name + "_allocate", "allocate", module,
                      {pointer, size, pointer});
  calls.makeForDevice(artefact.name + "_free", "free", module,
                      {pointer, pointer});
  calls.makeForDevice(artefact.name + "_copy", "copy", module,
                      {pointer, pointer, pointer, size});
}

} // namespace ag
