//===- RequireToLLVM.cpp - failed demands end the run ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/FailureBlock.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Core/Messages.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_REQUIRETOLLVMPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
constexpr StringLiteral failFunction = "ag_rt_fail";

/// Returns a printf format that prints the text.
std::string escape(StringRef text) {
  std::string format;
  for (char letter : text)
    format += letter == '%' ? "%%" : StringRef(&letter, 1);
  return format;
}

/// Returns a printf format of the op's message and position. Adds the numbers
/// of the values to `order`, as the message names them. The file is without
/// folders, so that compiled code does not depend on these.
std::string makeFormat(RequireOp op, SmallVectorImpl<unsigned> &order) {
  std::string format;
  for (const MessagePart &part : splitMessage(op.getMessage())) {
    if (!part.value) {
      format += escape(part.text);
      continue;
    }
    order.push_back(*part.value);
    format += part.isUnsigned ? "%llu" : "%lld";
  }
  std::string place = spellPlaceInFile(op.getLoc());
  if (!place.empty())
    format += ", at " + escape(llvm::sys::path::filename(place));
  return format;
}

/// Lowers the demands of one module.
class RequireLowering {
public:
  explicit RequireLowering(ModuleOp module);

  /// Returns true if the runtime calls the function: an entry, or an entry's
  /// demands on sizes.
  bool isCalled(func::FuncOp function) const {
    return !function.isExternal() &&
           (isEntryOrLoad(function) ||
            demanded.contains(function.getSymNameAttr()));
  }
  LogicalResult lower(func::FuncOp function);

private:
  LLVM::LLVMFuncOp getFailFunction();
  Value makeString(StringRef text, OpBuilder &builder, Location loc);
  void lower(RequireOp op, Value runContext);

  ModuleOp module;
  MLIRContext *context;
  Type pointer, status;
  DenseSet<StringAttr> demanded;
  LLVM::LLVMFuncOp fail;
  unsigned strings = 0;
};

RequireLowering::RequireLowering(ModuleOp module)
    : module(module), context(module.getContext()),
      pointer(LLVM::LLVMPointerType::get(context)),
      status(IntegerType::get(context, 32)) {
  for (auto entry : module.getOps<func::FuncOp>())
    if (auto demands = getHelper(entry, EntryHelper::Demands))
      demanded.insert(demands.getAttr());
}

LLVM::LLVMFuncOp RequireLowering::getFailFunction() {
  if (fail)
    return fail;
  fail = module.lookupSymbol<LLVM::LLVMFuncOp>(failFunction);
  if (fail)
    return fail;
  auto builder = OpBuilder::atBlockBegin(module.getBody());
  auto type = LLVM::LLVMFunctionType::get(status, {pointer, pointer},
                                          /*isVarArg=*/true);
  fail = LLVM::LLVMFuncOp::create(builder, module.getLoc(), failFunction, type);
  return fail;
}

Value RequireLowering::makeString(StringRef text, OpBuilder &builder,
                                  Location loc) {
  std::string terminated = text.str() + '\0';
  auto atStart = OpBuilder::atBlockBegin(module.getBody());
  auto type =
      LLVM::LLVMArrayType::get(IntegerType::get(context, 8), terminated.size());
  auto global = LLVM::GlobalOp::create(atStart, loc, type, /*isConstant=*/true,
                                       LLVM::Linkage::Internal,
                                       ("ag.message." + Twine(strings++)).str(),
                                       atStart.getStringAttr(terminated));
  return LLVM::AddressOfOp::create(builder, loc, global);
}

void RequireLowering::lower(RequireOp op, Value runContext) {
  Location loc = op.getLoc();
  OpBuilder builder = beginFailure(op, op.getCondition());
  SmallVector<unsigned> order;
  std::string format = makeFormat(op, order);
  SmallVector<Value> arguments{runContext, makeString(format, builder, loc)};
  for (unsigned number : order)
    arguments.push_back(arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), op.getValues()[number]));
  auto call = LLVM::CallOp::create(builder, loc, getFailFunction(), arguments);
  func::ReturnOp::create(builder, loc, call.getResult());
  op.erase();
}

LogicalResult RequireLowering::lower(func::FuncOp function) {
  unsigned number = function.getNumArguments();
  if (failed(function.insertArgument(number, pointer, {}, function.getLoc())) ||
      failed(function.insertResult(0, status, {})))
    return failure();
  function.walk([&](func::ReturnOp op) {
    OpBuilder builder(op);
    Value zero = arith::ConstantIntOp::create(builder, op.getLoc(), 0, 32);
    op->insertOperands(0, zero);
  });
  SmallVector<RequireOp> demands;
  function.walk([&](RequireOp op) { demands.push_back(op); });
  for (RequireOp op : demands) {
    if (op->getParentOp() != function)
      return op.emitError("expected control flow to be lowered to cf first");
    lower(op, function.getArgument(number));
  }
  return success();
}

/// Adds the prefix to the names of all functions with a body. Renames all at
/// once, because a symbol table searches the module for each renaming.
LogicalResult prefixNames(ModuleOp module) {
  SymbolTable symbols(module);
  DenseMap<StringAttr, StringAttr> prefixed;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (function.isExternal())
      continue;
    auto name = StringAttr::get(module.getContext(),
                                getLoweredName(function.getName()));
    auto keepsName = [](Operation *other) {
      auto function = dyn_cast_or_null<func::FuncOp>(other);
      return other && (!function || function.isExternal());
    };
    if (keepsName(symbols.lookup(name)))
      return function.emitError("its name in the object would be ")
             << name << ", which is taken";
    prefixed[function.getSymNameAttr()] = name;
  }
  for (auto function : module.getOps<func::FuncOp>())
    if (StringAttr name = prefixed.lookup(function.getSymNameAttr()))
      function.setSymNameAttr(name);
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](FlatSymbolRefAttr reference) -> Attribute {
    StringAttr name = prefixed.lookup(reference.getAttr());
    return name ? FlatSymbolRefAttr::get(name) : reference;
  });
  replacer.recursivelyReplaceElementsIn(module);
  return success();
}

struct RequireToLLVMPass
    : OnForm<ProgramForm::Destinations,
             impl::RequireToLLVMPassBase<RequireToLLVMPass>> {
  void runOnForm() override {
    if (failed(prefixNames(getOperation())))
      return signalPassFailure();
    RequireLowering lowering(getOperation());
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (lowering.isCalled(function)) {
        if (failed(lowering.lower(function)))
          return signalPassFailure();
        continue;
      }
      WalkResult result = function.walk([](RequireOp op) {
        op.emitError("a private function can fail; expected it to be inlined");
        return WalkResult::interrupt();
      });
      if (result.wasInterrupted())
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
