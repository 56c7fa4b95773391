//===- Region.cpp - parameters and named parts of a program ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/Bodies.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "ag/Interfaces/StructuredOp.h"

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
  StringAttr name;
  return failure(parser.parseAttribute(name, "name", result.attributes) ||
                 parseBody(parser, result));
}

void RegionOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getNameAttr();
  printBody(*this, printer, {"name"});
}

LogicalResult RegionOp::verify() {
  if (getFuse() && getFuse() != "within" && getFuse() != "never")
    return Reporter(getOperationName(), getLoc())("fuse")
           << getFuseAttr() << " is no way to fuse, expected \"within\", where "
           << "ops are in groups with each other alone, or \"never\", where "
           << "they are in none";
  return success();
}

void RegionOp::inlineBody(RewriterBase &rewriter) {
  StringAttr name = getNameAttr();
  if (getBackward())
    name = nameBackward(name);
  ArrayRef<Attribute> around = findRegions(getLoc());
  getBody().walk([&](Operation *nested) {
    nested->setLoc(addRegion(nested->getLoc(), name, around));
  });
  openBody(rewriter);
}

} // namespace ag
