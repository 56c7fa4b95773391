//===- Fused.cpp - groups of ops that are computed together ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/Bodies.h"
#include "ag/Dialect/AG/IR/Regions/GroupEffects.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

ParseResult FusedOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseBody(parser, result);
}

void FusedOp::print(OpAsmPrinter &printer) { printBody(*this, printer); }

llvm::Expected<Tensors> FusedOp::interpret(MutableArrayRef<Tensor> operands,
                                           InterpreterContext &context) {
  return context.run(getBody(), Tensors(operands));
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// Returns true for two non-negative numbers: op by op, and as a group.
static bool isCount(ArrayRef<int64_t> numbers) {
  return numbers.size() == 2 &&
         llvm::all_of(numbers, [](int64_t number) { return number >= 0; });
}

static bool isHash(StringRef text) {
  return text.size() == 16 && llvm::all_of(text, [](char c) {
           return llvm::isDigit(c) || (c >= 'a' && c <= 'f');
         });
}

/// Returns true if the group has the dimension of the loop.
static bool hasDimension(FusedOp group, NestLoopAttr loop) {
  TypeRange types = loop.getSide() == NestSide::operand
                        ? TypeRange(group->getOperandTypes())
                        : TypeRange(group->getResultTypes());
  auto type = loop.getNumber() < types.size()
                  ? dyn_cast<RankedTensorType>(types[loop.getNumber()])
                  : RankedTensorType();
  return type && loop.getDim() < type.getRank();
}

LogicalResult FusedOp::verify() {
  Reporter report(getOperationName(), getLoc());
  if (getPasses() && *getPasses() < 1)
    return report("passes")
           << "a group of " << *getPasses() << " passes, expected at least 1";
  if (getForm() && !isHash(*getForm()))
    return report("form") << getFormAttr()
                          << " is no hash, expected 16 digits of 0-9 and a-f";
  if (getBytes() && !isCount(*getBytes()))
    return report("bytes") << "[" << *getBytes() << "], expected two numbers, "
                           << "none negative: op by op, as a group";
  if (getFlops() && !isCount(*getFlops()))
    return report("flops") << "[" << *getFlops() << "], expected two numbers, "
                           << "none negative: op by op, as a group";
  for (NestLoopAttr loop :
       getNest() ? getNest()->getLoops() : ArrayRef<NestLoopAttr>())
    if (!hasDimension(*this, loop))
      return report("nest") << "a loop iterates over " << loop.spellDimension()
                            << ", but the group has no such dimension";
  return success();
}

/// Returns the innermost op that causes effects of `op`; null if it has none.
static Operation *findEffect(Operation *op) {
  if (isMemoryEffectFree(op))
    return nullptr;
  for (Region &region : op->getRegions())
    for (Operation &nested : region.getOps())
      if (Operation *found = findEffect(&nested))
        return found;
  return op;
}

LogicalResult FusedOp::verifyRegions() {
  WalkResult nested = getBody().walk([](FusedOp op) {
    Reporter(getOperationName(), op.getLoc())("nested")
        << "this group stands in another; expected them side by side, or one";
    return WalkResult::interrupt();
  });
  if (nested.wasInterrupted())
    return failure();
  for (Operation &op : getBody().getOps())
    if (Operation *effect = findEffect(&op))
      return Reporter(getOperationName(), effect->getLoc())("effects")
             << "'" << effect->getName()
             << "' has effects, or may have some; expected it outside of the "
                "group: "
             << adviceOnEffects;
  return success();
}

} // namespace ag
