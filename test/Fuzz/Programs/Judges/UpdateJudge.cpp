//===- UpdateJudge.cpp - loops over complete arrays -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "UpdateJudge.h"
#include "Makers/Makers.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {

namespace {
/// Finds the loops of a module's entries that use all of an array.
class ArrayUses {
public:
  explicit ArrayUses(ModuleOp module) : module(module) {
    // The workspace is bytes.
    for (auto function : module.getOps<func::FuncOp>())
      for (Type type : function.getArgumentTypes())
        if (auto array = dyn_cast<MemRefType>(type);
            array && function.isPublic() &&
            !array.getElementType().isInteger(8))
          areDynamic |= !array.hasStaticShape();
  }

  /// Returns the text of the first use; empty if there is none.
  std::string describe();

private:
  bool isArray(Type type) const;
  bool usesArray(Operation *op) const;
  Operation *find(func::FuncOp function, bool isInLoop);

  ModuleOp module;
  SymbolTableCollection symbols;
  /// True if an entry has arguments of any size.
  bool areDynamic = false;
};
} // namespace

/// A loop saves its positions and rows in tensors of as many elements as it has
/// iterations, and the loop around it copies those, which takes less than the
/// iterations did. They are no arrays. A size that is not known is only that of
/// an array if arguments have such sizes.
bool ArrayUses::isArray(Type type) const {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped && shaped.hasRank() && !shaped.getElementType().isIndex() &&
         llvm::any_of(shaped.getShape(), [&](int64_t size) {
           return ShapedType::isDynamic(size) ? areDynamic
                                              : size >= updatesExtent - 1;
         });
}

/// Returns true if the op is a loop over an array, or uses all of one.
bool ArrayUses::usesArray(Operation *op) const {
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    std::optional<APInt> trips = loop.getStaticTripCount();
    auto lower = getConstantIntValue(loop.getLowerBound()),
         upper = getConstantIntValue(loop.getUpperBound());
    return trips && lower && upper && *upper - *lower > updatesExtent / 2;
  }
  if (!isa<memref::CopyOp>(op) && !isa<linalg::LinalgOp>(op))
    return false;
  return llvm::any_of(op->getOperandTypes(),
                      [&](Type type) { return isArray(type); });
}

/// Returns the first use of an array in a loop of `function`, or in a function
/// that is called from one. The loops of outlined nests are those of one array,
/// and count only if a loop calls the nest.
Operation *ArrayUses::find(func::FuncOp function, bool isInLoop) {
  Operation *found = nullptr;
  function.walk([&](Operation *op) {
    bool isRepeated = isInLoop || (function.isPublic() &&
                                   op->getParentOfType<LoopLikeOpInterface>());
    if (auto call = dyn_cast<func::CallOp>(op))
      found = find(cast<func::FuncOp>(call.resolveCallableInTable(&symbols)),
                   isRepeated);
    else if (isRepeated && usesArray(op))
      found = op;
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

std::string ArrayUses::describe() {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      if (Operation *use = find(function, /*isInLoop=*/false)) {
        use->print(stream, OpPrintingFlags().skipRegions());
        break;
      }
  return text;
}

Judgement checkUpdates(MLIRContext &context, StringRef text,
                       const RunRequest &request) {
  FirstError firstError(context);
  OwningOpRef<ModuleOp> module = parse(text, context, request.input);
  CompileOptions options = request.options;
  if (options.watch.verifyGrad)
    options.request.grad = "";
  // Fills new arrays, wherever they are.
  options.watch.poisonMemory = false;
  auto outcome = run(*module, options, Until::phase("allocate"));
  if (!outcome) {
    llvm::consumeError(outcome.takeError());
    return {hasInternalError() ? Verdict::Crash : Verdict::Same,
            firstError.text()};
  }
  std::string use = ArrayUses(*module).describe();
  return {use.empty() ? Verdict::Same : Verdict::OverBound,
          use.empty() ? "" : "a loop uses all of an array: " + use};
}

} // namespace ag
