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
    An op whose meaning is that of its body: one block, isolated from above, which
    is given the op's operands as its arguments, and whose terminator's operands
    are the op's results. It is run exactly once.
  }];
  let methods = [
    InterfaceMethod<"What the body is given.",
                    "::mlir::OperandRange", "getInputs">,
    InterfaceMethod<"The same, to be changed.",
                    "::mlir::MutableOperandRange", "getInputsMutable">,
    InterfaceMethod<"The region of that block.", "::mlir::Region &", "getBody">,
    InterfaceMethod<[{
      Puts the body in place of this op; the locations of its ops say what this op
      did.
    }], "void", "inlineBody", (ins "::mlir::RewriterBase &":$rewriter), "", [{
      $_op.openBody(rewriter);
    }]>
  ];
  let extraSharedClassDeclaration = [{
    /// Puts the body in place of this op; locations stay as they are.
    void openBody(::mlir::RewriterBase &rewriter) {
      ::ag::openBody($_op.getOperation(), rewriter);
    }

    /// The body's argument for `outer`, a value from outside, which becomes an
    /// input unless it is one.
    ::mlir::BlockArgument passIn(::mlir::Value outer) {
      return ::ag::passIn($_op.getOperation(), outer);
    }

    /// What an argument of the body or a result stands for: the input, or what
    /// is yielded.
    ::mlir::Value lookThrough(::mlir::Value value) {
      return ::ag::lookThrough($_op.getOperation(), value);
    }
  }];
  let verify = [{ return ::ag::verifyBody($_op); }];
  let verifyWithRegions = 1;
}

#endif // AG_INTERFACES_BODYOP_TD
