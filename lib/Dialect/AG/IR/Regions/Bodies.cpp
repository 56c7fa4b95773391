//===- Bodies.cpp - what ag.region and ag.fused share ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/Bodies.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"

using namespace mlir;

namespace ag {

ParseResult parseBody(OpAsmParser &parser, OperationState &result) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> inputs;
  auto parseInput = [&]() -> ParseResult {
    OpAsmParser::Argument &argument = arguments.emplace_back();
    return failure(parser.parseArgument(argument) || parser.parseEqual() ||
                   parser.parseOperand(inputs.emplace_back()) ||
                   parser.parseColonType(argument.type));
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren,
                                     parseInput) ||
      parser.parseOptionalArrowTypeList(result.types) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes) ||
      failed(result.name.verifyInherentAttrs(result.attributes,
                                             [&] {
                                               return parser.emitError(loc)
                                                      << "'" << result.name
                                                      << "' op ";
                                             })) ||
      parser.parseRegion(*result.addRegion(), arguments))
    return failure();
  // For all of these ops, ag.yield is the terminator.
  RegionOp::ensureTerminator(*result.regions.front(), parser.getBuilder(),
                             result.location);
  for (auto [input, argument] : llvm::zip(inputs, arguments))
    if (parser.resolveOperand(input, argument.type, result.operands))
      return failure();
  return success();
}

void printBody(BodyOpInterface op, OpAsmPrinter &printer,
               ArrayRef<StringRef> elided) {
  Region &body = op.getBody();
  printer << " (";
  llvm::interleaveComma(
      llvm::zip(body.getArguments(), op.getInputs()), printer, [&](auto pair) {
        auto [argument, input] = pair;
        printer.printRegionArgument(argument, {}, /*omitType=*/true);
        printer << " = " << input << " : " << input.getType();
      });
  printer << ")";
  printer.printOptionalArrowTypeList(op->getResultTypes());
  printer.printOptionalAttrDictWithKeyword(op->getAttrs(), elided);
  printer << ' ';
  printer.printRegion(body, /*printEntryBlockArgs=*/false,
                      /*printBlockTerminators=*/op->getNumResults() > 0);
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

void boundBodyIndex(BodyOpInterface op, Value value,
                    ValueBoundsConstraintSet &bounds) {
  bounds.bound(value) == bounds.getExpr(op.lookThrough(value));
}

void boundBodySize(BodyOpInterface op, Value value, int64_t dim,
                   ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(op.lookThrough(value), dim);
}

/// Returns true if `region` is `outer` or inside of it. In contrast to
/// Region::isAncestor, it supports regions that have no op yet, while a program
/// is being built.
static bool isWithin(Region *region, Region &outer) {
  while (region && region != &outer) {
    Operation *op = region->getParentOp();
    region = op ? op->getParentRegion() : nullptr;
  }
  return region;
}

LogicalResult reifyBodyShapes(BodyOpInterface op, OpBuilder &builder,
                              ReifiedRankedShapedTypeDims &shapes) {
  auto isOutside = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    return value.getDefiningOp() != op &&
           !isWithin(value.getParentRegion(), op.getBody());
  };
  // Computes all bounds first, because a pattern that fails must not have
  // created ops.
  using Bounds = std::pair<AffineMap, ValueDimList>;
  SmallVector<SmallVector<Bounds>> bounds;
  for (Value result : op->getResults()) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    bounds.emplace_back();
    for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
      auto &[map, operands] = bounds.back().emplace_back();
      if (failed(ValueBoundsConstraintSet::computeBound(
              map, operands, presburger::BoundType::EQ, {result, dim},
              isOutside)))
        return failure();
    }
  }
  for (ArrayRef<Bounds> ofResult : bounds) {
    shapes.emplace_back();
    for (const auto &[map, operands] : ofResult)
      shapes.back().push_back(affine::materializeComputedBound(
          builder, op.getLoc(), map, operands));
  }
  return success();
}

} // namespace ag
