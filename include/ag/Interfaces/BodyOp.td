//===- BodyOp.td - ops that mean what their bodies mean ----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BODYOP_TD
#define AG_INTERFACES_BODYOP_TD

include "mlir/IR/OpBase.td"

def BodyOpInterface : OpInterface<"BodyOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op with the meaning of its body: one block, isolated from above, that has
    the op's operands as its arguments, and whose terminator's operands are the
    op's results. It is run exactly once.
  }];
  let methods = [
    InterfaceMethod<"Returns the operands that are the body's arguments.",
                    "::mlir::OperandRange", "getInputs">,
    InterfaceMethod<"Returns the same operands as mutable.",
                    "::mlir::MutableOperandRange", "getInputsMutable">,
    InterfaceMethod<"Returns the region of that block.", "::mlir::Region &",
                    "getBody">,
    InterfaceMethod<[{
      Replaces this op by its body. The locations of the body's ops record what
      this op was.
    }], "void", "inlineBody", (ins "::mlir::RewriterBase &":$rewriter), "", [{
      $_op.openBody(rewriter);
    }]>
  ];
  let extraSharedClassDeclaration = [{
    /// Replaces this op by its body. Locations stay as they are.
    void openBody(::mlir::RewriterBase &rewriter) {
      ::ag::openBody($_op.getOperation(), rewriter);
    }

    /// Returns the body's argument for `outer`, a value from outside. Makes it
    /// an input unless it is one already.
    ::mlir::BlockArgument passIn(::mlir::Value outer) {
      return ::ag::passIn($_op.getOperation(), outer);
    }

    /// Returns the input for an argument of the body, and the yielded value for
    /// a result.
    ::mlir::Value lookThrough(::mlir::Value value) {
      return ::ag::lookThrough($_op.getOperation(), value);
    }
  }];
  let verify = [{ return ::ag::verifyBody($_op); }];
  let verifyWithRegions = 1;
}

#endif // AG_INTERFACES_BODYOP_TD
