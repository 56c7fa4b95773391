//===- RegionOps.td - parameters and named parts of a program -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONOPS_TD
#define AG_DIALECT_AG_IR_REGIONOPS_TD

include "ag/Dialect/AG/IR/AGBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def AG_ParameterOp : AG_Op<"parameter", [Pure, AG_Interpretable]> {
  let summary = "A named tensor that is given when the program is loaded";
  let description = [{
    ```mlir
    %w = ag.parameter "encoder.w" : tensor<784x512xf32>
    ```
    Equal names are equal values.

     - [static] the type is static, of an element type that ag computes with.
     - [same-type] equal names have equal types throughout a module.
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def AG_RegionOp : AG_Op<"region", [
    AG_Interpretable, IsolatedFromAbove, RecursiveMemoryEffects,
    RecursivelySpeculatable,
    DeclareOpInterfaceMethods<DifferentiableOpInterface, ["pushForward"]>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<ValueBoundsOpInterface,
                              ["populateBoundsForIndexValue",
                               "populateBoundsForShapedValueDim"]>,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                              ["reifyResultShapes"]>,
    SingleBlockImplicitTerminator<"::ag::YieldOp">]> {
  let summary = "A named part of a program";
  let description = [{
    ```mlir
    %y = ag.region "attention" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) {
      %b = ag.exp %a : tensor<4xf32>
      ag.yield %b : tensor<4xf32>
    }
    ```
    The meaning is that of the body. Passes keep the name on all they make of it.
    What differentiation makes of a region in reverse is one of its name, marked
    `backward`. What a region marked `checkpoint` computes is not kept for the
    reverse, but computed again.

    A region may carry its own derivative, a function that gives the cotangents
    of the inputs, for inputs, results and the results' cotangents:

    ```mlir
    func.func private @rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32>
    %y = ag.region "f" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {vjp = @rule} {...}
    ```
    It is linear in the cotangents; its transpose is the tangent. A rule marked
    `surrogate` is meant to differ from the body's derivative, as that of a
    rounding that lets cotangents straight through.

     - [arguments] the body's arguments have the operands' types.
     - [results] the body yields values of the results' types.
     - [rule] `vjp` is a function of the module, of all inputs, all results, then
       a cotangent of each result that is a float or a tensor of such; it returns
       the cotangents of all such inputs.
     - [surrogate] `surrogate` is said of a rule.
  }];
  let arguments = (ins StrAttr:$name, Variadic<AnyType>:$inputs,
                       OptionalAttr<FlatSymbolRefAttr>:$vjp,
                       UnitAttr:$surrogate, UnitAttr:$checkpoint,
                       UnitAttr:$backward);
  let results = (outs Variadic<AnyType>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let extraClassDeclaration = [{
    ::ag::TangentFlow getTangentFlow() { return ::ag::TangentFlow::Along; }

    /// The function that `vjp` names; null without it.
    ::mlir::FunctionOpInterface getRule();

    /// Puts the body in place of this op; the locations of its ops are named by
    /// the region, and so is what it does in reverse: "attention.backward".
    void inlineBody(::mlir::RewriterBase &rewriter);

    /// The same, but the locations stay as they are.
    void openBody(::mlir::RewriterBase &rewriter);

    /// The body's argument for `outer`, a value from outside, which becomes an
    /// input unless it is one.
    ::mlir::BlockArgument passIn(::mlir::Value outer);
  }];
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def AG_YieldOp : AG_Op<"yield", [Pure, Terminator, ReturnLike, HasParent<"::ag::RegionOp">]> {
  let summary = "Ends the body of an ag.region with its results";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
}

#endif // AG_DIALECT_AG_IR_REGIONOPS_TD
