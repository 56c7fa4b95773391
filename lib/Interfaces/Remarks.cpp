//===- Remarks.cpp - what passes say of what they do ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

static remark::RemarkOpts makeOptions(Operation *op, StringRef pass,
                                      StringRef name) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    function = op->getParentOfType<FunctionOpInterface>();
  return remark::RemarkOpts::name(name).category(pass).function(
      function ? function.getName() : "");
}

bool PassRemarks::areWanted(MLIRContext *context) {
  return context->getRemarkEngine() != nullptr;
}

PassRemarks::InFlight PassRemarks::passed(Operation *op,
                                          llvm::StringLiteral name,
                                          std::optional<Location> at) const {
  if (!areWanted(op->getContext()))
    return {};
  return remark::passed(at.value_or(op->getLoc()), makeOptions(op, pass, name));
}

PassRemarks::InFlight PassRemarks::missed(Operation *op,
                                          llvm::StringLiteral name,
                                          std::optional<Location> at) const {
  if (!areWanted(op->getContext()))
    return {};
  return remark::missed(at.value_or(op->getLoc()), makeOptions(op, pass, name));
}

PassRemarks::InFlight PassRemarks::analysis(Operation *op,
                                            llvm::StringLiteral name) const {
  if (!areWanted(op->getContext()))
    return {};
  return remark::analysis(op->getLoc(), makeOptions(op, pass, name));
}

FileLineColRange findPlace(Location location) {
  FileLineColRange found;
  location->walk([&](Location part) {
    auto place = dyn_cast<FileLineColRange>(part);
    if (!place || place.getStartLine() == 0)
      return WalkResult::advance();
    found = place;
    return WalkResult::interrupt();
  });
  return found;
}

std::string spellPlace(Operation *op) {
  FileLineColRange place = findPlace(op->getLoc());
  return place ? llvm::formatv("{0}:{1}", place.getStartLine(),
                               place.getStartColumn())
                     .str()
               : op->getName().getStringRef().str();
}

std::string spellPlaceInFile(Location location) {
  FileLineColRange place = findPlace(location);
  return place ? llvm::formatv("{0}:{1}:{2}", place.getFilename().getValue(),
                               place.getStartLine(), place.getStartColumn())
                     .str()
               : "";
}

} // namespace ag
