//===- Bytecode.cpp - checks of programs from bytecode --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Upstream's parser of text verifies each type and attribute, and loads the
// dialects of attributes' names. Its reader of bytecode does neither: a damaged
// file may have the type tensor<-61xf32>.
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Bytecode.h"
#include "ag/Support/Notation/Nesting.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Visitors.h"

using namespace mlir;

namespace ag {
namespace {
using EmitError = llvm::function_ref<InFlightDiagnostic()>;

/// Verifies each builtin type and attribute of a program once, at the first op
/// that has it.
class BuiltinChecker {
public:
  BuiltinChecker() {
    addTypes();
    addElements();
  }

  /// Returns true if what `op` has outside its regions' ops is valid.
  bool check(Operation *op) {
    checked = op;
    auto isValid = [&](auto typeOrAttribute) {
      return !walker.walk(typeOrAttribute).wasInterrupted();
    };
    return isValid(op->getAttrDictionary()) &&
           llvm::all_of(op->getResultTypes(), isValid) &&
           llvm::all_of(op->getRegions(), [&](Region &region) {
             return llvm::all_of(region, [&](Block &block) {
               return llvm::all_of(block.getArgumentTypes(), isValid);
             });
           });
  }

private:
  /// Adds the verifier of a kind of types or attributes.
  template <typename Kind> void add(LogicalResult (*verify)(Kind, EmitError)) {
    walker.addWalk([this, verify](Kind kind) {
      auto emit = [&] { return report(kind); };
      return succeeded(verify(kind, emit)) ? WalkResult::advance()
                                           : WalkResult::interrupt();
    });
  }
  void addTypes();
  void addElements();

  // Neither prints the op nor elements, which would read what is not there.
  InFlightDiagnostic report(Type type) const {
    return emitError(checked->getLoc()) << type << " is not valid: ";
  }
  InFlightDiagnostic report(Attribute) const {
    return emitError(checked->getLoc()) << "an attribute is not valid: ";
  }

  AttrTypeWalker walker;
  Operation *checked = nullptr;
};

void BuiltinChecker::addTypes() {
  add(+[](IntegerType type, EmitError emit) {
    return type.verify(emit, type.getWidth(), type.getSignedness());
  });
  add(+[](ComplexType type, EmitError emit) {
    return type.verify(emit, type.getElementType());
  });
  add(+[](RankedTensorType type, EmitError emit) {
    return type.verify(emit, type.getShape(), type.getElementType(),
                       type.getEncoding());
  });
  add(+[](UnrankedTensorType type, EmitError emit) {
    return type.verify(emit, type.getElementType());
  });
  add(+[](MemRefType type, EmitError emit) {
    return type.verify(emit, type.getShape(), type.getElementType(),
                       type.getLayout(), type.getMemorySpace());
  });
  add(+[](UnrankedMemRefType type, EmitError emit) {
    return type.verify(emit, type.getElementType(), type.getMemorySpace());
  });
  add(+[](VectorType type, EmitError emit) {
    return type.verify(emit, type.getShape(), type.getElementType(),
                       type.getScalableDims());
  });
}

/// Adds the attributes with types, and those that have bytes beside their type
/// or count. The functions that were added last are called first.
void BuiltinChecker::addElements() {
  add(+[](DenseArrayAttr array, EmitError emit) {
    return array.verify(emit, array.getElementType(), array.getSize(),
                        array.getRawData());
  });
  add(+[](DenseIntOrFPElementsAttr elements, EmitError emit) -> LogicalResult {
    bool isSplat = false;
    if (DenseElementsAttr::isValidRawBuffer(elements.getType(),
                                            elements.getRawData(), isSplat))
      return success();
    return emit() << elements.getRawData().size() << " bytes for "
                  << elements.getType();
  });
  walker.addWalk([this](TypedAttr attribute) {
    return walker.walk(attribute.getType()); // The walker skips some of these.
  });
}

unsigned depthOf(Operation *op) {
  unsigned depth = 0;
  for (; op; op = op->getParentOp())
    ++depth;
  return depth;
}
} // namespace

bool checkBytecode(Operation *program) {
  BuiltinChecker checker;
  auto check = [&](Operation *op) {
    if (depthOf(op) <= maxNesting)
      return checker.check(op) ? WalkResult::advance()
                               : WalkResult::interrupt();
    op->emitError("the program nests deeper than ") << maxNesting;
    return WalkResult::interrupt();
  };
  return !program->walk<WalkOrder::PreOrder>(check).wasInterrupted();
}

void loadAttributeDialects(Operation *program) {
  AttrTypeWalker walker;
  walker.addWalk([](DictionaryAttr attributes) {
    for (NamedAttribute attribute : attributes)
      if (auto [dialect, name] = attribute.getName().strref().split('.');
          !name.empty())
        attributes.getContext()->getOrLoadDialect(dialect);
  });
  program->walk([&](Operation *op) { walker.walk(op->getAttrDictionary()); });
}

} // namespace ag
