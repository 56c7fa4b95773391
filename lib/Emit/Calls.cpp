//===- Calls.cpp - the functions that callers see -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each is one call of the runtime, with the descriptor that it is about. They
// are compiled for any x86-64, so that load can look at the CPU first.
//
//===----------------------------------------------------------------------===//
#include "Calls.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace ag {
namespace {
class CallBuilder {
public:
  explicit CallBuilder(Module &program)
      : program(program), builder(program.getContext()),
        pointer(builder.getPtrTy()), status(builder.getInt32Ty()) {}

  /// Begins a global function; its arguments follow.
  Function *begin(StringRef name, Type *result, ArrayRef<Type *> parameters) {
    auto *type = FunctionType::get(result, parameters, /*isVarArg=*/false);
    auto *function =
        Function::Create(type, GlobalValue::ExternalLinkage, name, program);
    builder.SetInsertPoint(
        BasicBlock::Create(program.getContext(), "", function));
    return function;
  }
  /// Ends it by a call of the runtime with its result.
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
  void makeUnload(StringRef name);
  void makeQuery(StringRef name, Constant *module, Constant *entry,
                 unsigned symbols);
  void makeRun(StringRef name, Constant *entry);
  void makeMain(Constant *module, Constant *entry);

private:
  Module &program;
  IRBuilder<> builder;
  Type *pointer, *status;
};

/// The JSON text is the last field of ag_rt_module.
void CallBuilder::makeInfo(StringRef name, Constant *module) {
  begin(name, pointer, {});
  auto *record =
      cast<ConstantStruct>(cast<GlobalVariable>(module)->getInitializer());
  builder.CreateRet(record->getOperand(record->getNumOperands() - 1));
}

void CallBuilder::makeLoad(StringRef name, Constant *module) {
  Function *load = begin(name, status, {pointer, pointer, pointer});
  endByCall("ag_rt_load", status,
            {module, load->getArg(0), load->getArg(1), load->getArg(2)});
}

void CallBuilder::makeUnload(StringRef name) {
  Function *unload = begin(name, builder.getVoidTy(), {pointer});
  endByCall("ag_rt_unload", builder.getVoidTy(), {unload->getArg(0)});
}

/// (ctx, symbols..., shapes, need)
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

/// (model, arguments, results, workspace, ctx)
void CallBuilder::makeRun(StringRef name, Constant *entry) {
  Function *run =
      begin(name, status, {pointer, pointer, pointer, pointer, pointer});
  SmallVector<Value *> arguments{entry};
  for (Argument &argument : run->args())
    arguments.push_back(&argument);
  endByCall("ag_rt_run", status, arguments);
}

/// (argc, argv)
void CallBuilder::makeMain(Constant *module, Constant *entry) {
  Function *main = begin("main", status, {status, pointer});
  endByCall("ag_rt_main", status,
            {module, entry, main->getArg(0), main->getArg(1)});
}
} // namespace

void makeMain(Module &program, const Descriptors &descriptors) {
  CallBuilder(program).makeMain(descriptors.module,
                                descriptors.entries.front());
}

void makeCalls(Module &program, const ArtefactSignature &artefact,
               const Descriptors &descriptors) {
  CallBuilder calls(program);
  calls.makeInfo(artefact.name + "_info", descriptors.module);
  calls.makeLoad(artefact.name + "_load", descriptors.module);
  calls.makeUnload(artefact.name + "_unload");
  for (auto [entry, descriptor] : zip(artefact.entries, descriptors.entries)) {
    calls.makeQuery(getCallName(artefact, entry, "query"),
                    descriptors.declaredModule.declaration, descriptor,
                    entry.symbols.size());
    calls.makeRun(getCallName(artefact, entry, "run"), descriptor);
  }
}

} // namespace ag
