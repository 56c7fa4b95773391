//===- Folding.cpp - ops whose value is known -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops fold to a constant, or to one of their operands?
//
// The body of an op's Spec is simplified with the known values of its operands:
//
//   %c = arith.constant dense<1.0> : tensor<4xf32>
//   %y = ag.mul %x, %c : tensor<4xf32>
//
// has the body (a, b) -> a * b, which simplifies to a for b = 1, so that %y is
// %x. If all operands are constants, the op is evaluated as in the interpreter.
//
//===----------------------------------------------------------------------===//
#include "Core/Folding.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
/// The maximum number of elements of a folded constant and of its operands. A
/// contraction of this size takes some milliseconds, and the text of its result
/// some ten lines. Larger ones are left to the program, which computes them
/// once, at load.
constexpr int64_t maxElements = 1024;

bool isSmall(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return true;
  if (!tensor.hasStaticShape())
    return false;
  auto count = llvm::expectedToOptional(countElements(tensor.getShape()));
  return count && *count <= maxElements;
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

/// The context of an op without regions and effects, which does not use it.
class FoldingContext : public InterpreterContext {
public:
  Precision precision() const override { return Precision::Declared; }
  bool followsRules() const override { return false; }
  llvm::Expected<Tensor> parameter(StringRef, RankedTensorType) override {
    return llvm::createStringError("parameters are not known yet");
  }
  llvm::Expected<Tensors>
  run(Region &, Tensors,
      llvm::function_ref<llvm::Error(Operation *)>) override {
    return llvm::createStringError("regions are not folded");
  }
  Tensor lookup(Value) override { llvm_unreachable("nothing is captured"); }
  void define(Value, Tensor) override { llvm_unreachable("as above"); }
};

llvm::Expected<Tensors> evaluateOp(Operation *op,
                                   MutableArrayRef<Tensor> operands) {
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return evaluate(structured.getSpec(), operands, Precision::Declared);
  FoldingContext context;
  return cast<InterpretableOpInterface>(op).interpret(operands, context);
}

LogicalResult foldConstants(Operation *op, ArrayRef<Attribute> operands,
                            SmallVectorImpl<OpFoldResult> &results) {
  if (operands.empty() || llvm::is_contained(operands, nullptr) ||
      !llvm::all_of(op->getOperandTypes(), isSmall) ||
      !llvm::all_of(op->getResultTypes(), isSmall))
    return failure();
  Tensors tensors;
  for (Attribute operand : operands) {
    auto tensor = llvm::expectedToOptional(toTensor(operand));
    if (!tensor)
      return failure();
    tensors.push_back(std::move(*tensor));
  }
  // Errors of the evaluation are left to the run.
  auto values = llvm::expectedToOptional(evaluateOp(op, tensors));
  if (!values)
    return failure();
  for (auto [value, type] : llvm::zip_equal(*values, op->getResultTypes())) {
    DenseElementsAttr elements = toElements(value, op->getContext());
    if (elements.getType() != type)
      return failure();
    results.push_back(elements);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Simplification of the body
//===----------------------------------------------------------------------===//

/// Returns true if the op's result is the complete operand that `input` reads.
/// Requirements on other operands' sizes must be proved, because they would no
/// longer be checked.
bool isWhole(StructuredOpInterface op, const Spec &spec,
             const SpecInput &input) {
  Type type = op->getOperand(input.operand).getType();
  auto tensor = dyn_cast<RankedTensorType>(type);
  const SpecResult &result = spec.results.front();
  if (!tensor || op->getResult(0).getType() != type || !result.isCovered() ||
      !result.map.isIdentity())
    return false;
  for (OpOperand &operand : op->getOpOperands())
    if (auto other = dyn_cast<RankedTensorType>(operand.get().getType()))
      if (operand.getOperandNumber() != input.operand &&
          !other.hasStaticShape())
        return false;
  for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
    bool isOnly = expr == getAffineConstantExpr(0, op->getContext()) &&
                  tensor.getDimSize(dim) == 1;
    bool isInPlace = expr == getAffineDimExpr(dim, op->getContext());
    const Extent &extent = spec.loops[dim];
    bool hasExtent =
        !tensor.isDynamicDim(dim) ||
        (extent.kind() == Extent::Dimension &&
         extent.operand() == input.operand && extent.value() == int64_t(dim));
    if (!hasExtent || !(isInPlace || isOnly))
      return false;
  }
  return true;
}

LogicalResult foldBody(StructuredOpInterface op,
                       SmallVectorImpl<OpFoldResult> &results) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto uniform = isSmall(type) ? findUniform(op) : std::nullopt;
  Spec spec = op.getSpec();
  if (uniform) {
    Tensor scalar = Tensor::scalar(spec.results.front().type, *uniform);
    results.push_back(toElements(scalar, op->getContext()).resizeSplat(type));
    return success();
  }
  if (spec.combiner || spec.results.size() != 1)
    return failure();
  ScalarProgram body = simplifyBody(op, spec);
  const ScalarNode &value = body.nodes()[body.results().front()];
  if (value.kind != ScalarNode::Input ||
      !isWhole(op, spec, spec.inputs[value.position]))
    return failure();
  results.push_back(op->getOperand(spec.inputs[value.position].operand));
  return success();
}

class FoldInterface : public DialectFoldInterface {
public:
  using DialectFoldInterface::DialectFoldInterface;

  LogicalResult fold(Operation *op, ArrayRef<Attribute> operands,
                     SmallVectorImpl<OpFoldResult> &results) const override {
    if (op->hasTrait<KeptTrait>() || op->getNumRegions() > 0 ||
        !isMemoryEffectFree(op))
      return failure();
    auto structured = dyn_cast<StructuredOpInterface>(op);
    if (structured && succeeded(foldBody(structured, results)))
      return success();
    if (!structured && !isa<InterpretableOpInterface>(op))
      return failure();
    return foldConstants(op, operands, results);
  }
};
} // namespace

void addFolding(AGDialect &dialect) { dialect.addInterface<FoldInterface>(); }

} // namespace ag
