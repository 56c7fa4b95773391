//===- RegionOps.td - parameters and parts of a program ----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONOPS_TD
#define AG_DIALECT_AG_IR_REGIONOPS_TD

include "ag/Dialect/AG/IR/AGAttrs.td"
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

// An op whose meaning is that of its body. The class defines
//   Expected<Tensors> interpret(MutableArrayRef<Tensor>, InterpreterContext &);
//   ParseResult parse(OpAsmParser &, OperationState &);
//   void print(OpAsmPrinter &);
class AG_BodyOp<string mnemonic, list<Trait> traits = []>
    : AG_Op<mnemonic, !listconcat([
        AG_Interpretable, IsolatedFromAbove, RecursiveMemoryEffects,
        RecursivelySpeculatable,
        DeclareOpInterfaceMethods<ValueBoundsOpInterface,
                                  ["populateBoundsForIndexValue",
                                   "populateBoundsForShapedValueDim"]>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>,
        SingleBlockImplicitTerminator<"::ag::YieldOp">, BodyOpInterface],
        traits)> {
  let results = (outs Variadic<AnyType>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  code bodyMethods = [{
    ::ag::TangentFlow getTangentFlow() { return ::ag::TangentFlow::Along; }
  }];
  let extraClassDeclaration = bodyMethods;
  let extraClassDefinition = [{
    void $cppClass::populateBoundsForIndexValue(
        ::mlir::Value value, ::mlir::ValueBoundsConstraintSet &bounds) {
      ::ag::boundBodyIndex(*this, value, bounds);
    }
    void $cppClass::populateBoundsForShapedValueDim(
        ::mlir::Value value, int64_t dim,
        ::mlir::ValueBoundsConstraintSet &bounds) {
      ::ag::boundBodySize(*this, value, dim, bounds);
    }
    ::llvm::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &shapes) {
      return ::ag::reifyBodyShapes(*this, builder, shapes);
    }
  }];
  let hasCustomAssemblyFormat = 1;
}

def AG_RegionOp : AG_BodyOp<"region", [
    DeclareOpInterfaceMethods<DifferentiableOpInterface, ["pushForward"]>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
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

    Groups of ops that are computed together (`ag.fused`) may cross a region.
    With `fuse = "within"` its ops are in groups with each other alone, with
    `fuse = "never"` in none; so are those of regions in it.

     - [arguments] the body's arguments have the operands' types.
     - [results] the body yields values of the results' types.
     - [rule] `vjp` is a function of the module, of all inputs, all results, then
       a cotangent of each result that is a float or a tensor of such; it returns
       the cotangents of all such inputs.
     - [surrogate] `surrogate` is said of a rule.
     - [fuse] `fuse` is "within" or "never".
  }];
  let arguments = (ins StrAttr:$name, Variadic<AnyType>:$inputs,
                       OptionalAttr<FlatSymbolRefAttr>:$vjp,
                       UnitAttr:$surrogate, UnitAttr:$checkpoint,
                       UnitAttr:$backward, OptionalAttr<StrAttr>:$fuse);
  let hasVerifier = 1;
  let extraClassDeclaration = bodyMethods # [{
    /// The function that `vjp` names; null without it.
    ::mlir::FunctionOpInterface getRule();

    /// Puts the body in place of this op; the locations of its ops are named by
    /// the region, and so is what it does in reverse: "attention.backward".
    void inlineBody(::mlir::RewriterBase &rewriter);
  }];
}

def AG_FusedOp : AG_BodyOp<"fused"> {
  let summary = "A group: ops that are computed together";
  let description = [{
    ```mlir
    %y = ag.fused (%a = %x : tensor<4xf32>) -> (tensor<4xf32>)
        attributes {passes = 1 : i64, form = "0123456789abcdef",
                    bytes = array<i64: 64, 32>, flops = array<i64: 8, 8>} {
      %b = ag.exp %a : tensor<4xf32>
      %c = ag.neg %b : tensor<4xf32>
      ag.yield %c : tensor<4xf32>
    }
    ```
    The meaning is that of the body, which holds the group's ops as they were
    written; its results are what is used outside of the group. A group is a hint,
    with which a program means what it means without. Derivatives and batches are
    made of the bodies.

    What is known of a group stands beside it: how often it goes through the
    dimension that it reduces (`passes`: 2 for softmax, 1 for element-wise work),
    a hash of what it computes (`form`), how many bytes it moves and operations of
    floats it does, op by op and as a group, and the loops that it is computed in
    (`nest`, an `#ag.nest`).

     - [arguments] the body's arguments have the operands' types.
     - [results] the body yields values of the results' types.
     - [nested] no group stands in another, in a region neither.
     - [effects] ops of the body have no effects: what is demanded when the
       program runs, as by ag.require, is demanded outside.
     - [passes] `passes` is at least 1.
     - [form] `form` is 16 hexadecimal digits, in lower case.
     - [bytes] `bytes` is two numbers, none negative.
     - [flops] `flops` is two numbers, none negative.
     - [nest] each loop of `nest` goes along a dimension that the group has.
  }];
  let arguments = (ins Variadic<AnyType>:$inputs,
                       OptionalAttr<I64Attr>:$passes,
                       OptionalAttr<StrAttr>:$form,
                       OptionalAttr<DenseI64ArrayAttr>:$bytes,
                       OptionalAttr<DenseI64ArrayAttr>:$flops,
                       OptionalAttr<AG_NestAttr>:$nest);
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = bodyMethods # [{
    /// Tells the body the numbers that it is given; whether there are any. The
    /// operands stay, by whose order the form counts.
    bool tellNumbers(::mlir::RewriterBase &rewriter);
  }];
}

def AG_YieldOp : AG_Op<"yield", [
    Pure, Terminator, ReturnLike,
    ParentOneOf<["::ag::RegionOp", "::ag::FusedOp"]>]> {
  let summary = "Ends the body of an ag.region or an ag.fused with its results";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
}

#endif // AG_DIALECT_AG_IR_REGIONOPS_TD
