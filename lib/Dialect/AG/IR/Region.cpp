//===- Region.cpp - parameters and named parts of a program ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

LogicalResult ParameterOp::verify() {
  Reporter report(getOperationName(), getLoc());
  RankedTensorType type = getResult().getType();
  if (failed(checkOperandTypes(type, report)) || !type.hasStaticShape())
    return report("static") << "the parameter \"" << getName() << "\" is a "
                            << type << ", expected a static shape";
  return success();
}

llvm::Expected<Tensors> ParameterOp::interpret(MutableArrayRef<Tensor>,
                                               InterpreterContext &context) {
  return single(context.parameter(getName(), getResult().getType()));
}

//===----------------------------------------------------------------------===//
// Region
//===----------------------------------------------------------------------===//

/// "name" (%argument = %input : type, ...) -> (types) attributes? body
ParseResult RegionOp::parse(OpAsmParser &parser, OperationState &result) {
  SMLoc loc = parser.getCurrentLocation();
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> inputs;
  auto parseInput = [&]() -> ParseResult {
    OpAsmParser::Argument &argument = arguments.emplace_back();
    return failure(parser.parseArgument(argument) || parser.parseEqual() ||
                   parser.parseOperand(inputs.emplace_back()) ||
                   parser.parseColonType(argument.type));
  };
  if (parser.parseAttribute(name, "name", result.attributes) ||
      parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren,
                                     parseInput) ||
      parser.parseOptionalArrowTypeList(result.types) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes) ||
      failed(verifyInherentAttrs(result.name, result.attributes,
                                 [&] {
                                   return parser.emitError(loc)
                                          << "'" << result.name << "' op ";
                                 })) ||
      parser.parseRegion(*result.addRegion(), arguments))
    return failure();
  ensureTerminator(*result.regions.front(), parser.getBuilder(),
                   result.location);
  for (auto [input, argument] : llvm::zip(inputs, arguments))
    if (parser.resolveOperand(input, argument.type, result.operands))
      return failure();
  return success();
}

void RegionOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getNameAttr() << " (";
  llvm::interleaveComma(llvm::zip(getBody().getArguments(), getInputs()),
                        printer, [&](auto pair) {
                          auto [argument, input] = pair;
                          printer.printRegionArgument(argument, {},
                                                      /*omitType=*/true);
                          printer << " = " << input << " : " << input.getType();
                        });
  printer << ")";
  printer.printOptionalArrowTypeList(getResultTypes());
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(), {"name"});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false,
                      /*printBlockTerminators=*/getNumResults() > 0);
}

LogicalResult RegionOp::verify() {
  Reporter report(getOperationName(), getLoc());
  if (getBody().getArgumentTypes() != getInputs().getTypes())
    return report("arguments")
           << "the body takes (" << getBody().getArgumentTypes()
           << "), the operands are (" << getInputs().getTypes() << ")";
  return success();
}

LogicalResult RegionOp::verifyRegions() {
  auto yield = cast<YieldOp>(getBody().front().getTerminator());
  if (yield.getOperandTypes() != getResultTypes())
    return Reporter(getOperationName(), yield.getLoc())("results")
           << "the body yields (" << yield.getOperandTypes()
           << "), the results are (" << getResultTypes() << ")";
  return success();
}

void RegionOp::inlineBody(RewriterBase &rewriter) {
  StringAttr name = getNameAttr();
  if (getBackward())
    name = StringAttr::get(getContext(), getName() + ".backward");
  getBody().walk([&](Operation *nested) {
    nested->setLoc(NameLoc::get(name, nested->getLoc()));
  });
  openBody(rewriter);
}

void RegionOp::openBody(RewriterBase &rewriter) {
  Block &body = getBody().front();
  auto yield = cast<YieldOp>(body.getTerminator());
  SmallVector<Value> results;
  for (Value value : yield.getValues()) {
    auto argument = dyn_cast<BlockArgument>(value);
    bool isInput = argument && argument.getOwner() == &body;
    results.push_back(isInput ? getInputs()[argument.getArgNumber()] : value);
  }
  rewriter.eraseOp(yield);
  rewriter.inlineBlockBefore(&body, *this, getInputs());
  rewriter.replaceOp(*this, results);
}

BlockArgument RegionOp::passIn(Value outer) {
  for (auto [input, argument] :
       llvm::zip(getInputs(), getBody().getArguments()))
    if (input == outer)
      return argument;
  getInputsMutable().append(outer);
  return getBody().addArgument(outer.getType(), outer.getLoc());
}

/// What an argument of the body or a result stands for: the input, or what is
/// yielded.
static Value lookThrough(RegionOp op, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return op.getInputs()[argument.getArgNumber()];
  auto yield = cast<YieldOp>(op.getBody().front().getTerminator());
  return yield.getValues()[cast<OpResult>(value).getResultNumber()];
}

void RegionOp::populateBoundsForIndexValue(Value value,
                                           ValueBoundsConstraintSet &bounds) {
  bounds.bound(value) == bounds.getExpr(lookThrough(*this, value));
}

void RegionOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(lookThrough(*this, value), dim);
}

/// Whether `region` is `outer` or inside of it. Unlike Region::isAncestor, for
/// regions that have no op yet, as while a program is being built.
static bool isWithin(Region *region, Region &outer) {
  while (region && region != &outer) {
    Operation *op = region->getParentOp();
    region = op ? op->getParentRegion() : nullptr;
  }
  return region;
}

/// In terms of what is outside of the body, as far as bounds tell.
LogicalResult RegionOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  auto isOutside = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    return value.getDefiningOp() != getOperation() &&
           !isWithin(value.getParentRegion(), getBody());
  };
  for (Value result : getResults()) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    shapes.emplace_back();
    for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
      FailureOr<OpFoldResult> size = affine::reifyShapedValueDimBound(
          builder, getLoc(), presburger::BoundType::EQ, result, dim, isOutside);
      if (failed(size))
        return failure();
      shapes.back().push_back(*size);
    }
  }
  return success();
}

} // namespace ag
