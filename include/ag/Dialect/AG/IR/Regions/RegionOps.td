//===- RegionOps.td - parameters and parts of a program ----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONS_REGIONOPS_TD
#define AG_DIALECT_AG_IR_REGIONS_REGIONOPS_TD

include "ag/Dialect/AG/IR/Core/AGAttrs.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def AG_ParameterOp : AG_Op<"parameter", [Pure, AG_Interpretable]> {
  let summary = "A named tensor that is given when the program is loaded";
  let description = [{
    ```mlir
    %w = ag.parameter "encoder.w" : tensor<784x512xf32>
    ```
    Equal names are equal values.

     - [static] the type is static, with an element type that ag supports.
     - [same-type] equal names have equal types throughout a module.
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
  let hasVerifier = 1;
}

// An op with the meaning of its body. The class defines
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
    The op has the meaning of its body. Passes keep the name on all ops derived from
    it. Differentiation puts the reverse-mode code of a region into a region with the
    same name, marked `backward`. Values of a region marked `checkpoint` are not
    saved for reverse mode, but recomputed.

    A region may have its own derivative, a function that computes the cotangents of
    the inputs from the inputs, the results and the results' cotangents:

    ```mlir
    func.func private @rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32>
    %y = ag.region "f" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {vjp = @rule} {...}
    ```
    The function is linear in the cotangents; its transpose is the tangent. A rule
    marked `surrogate` is meant to differ from the body's derivative, as in a
    rounding that passes cotangents through unchanged.

    Groups of fused ops (`ag.fused`) may cross a region. With `fuse = "within"`, its
    ops are grouped only with each other, with `fuse = "never"` not at all. This
    includes the ops of nested regions.

     - [arguments] the body's arguments have the operands' types.
     - [results] the body yields values of the results' types.
     - [rule] `vjp` is a function of the module. Its arguments are all inputs, all
       results, and a cotangent of each result that is a float or a tensor of floats.
       It returns the cotangents of all inputs of this kind.
     - [surrogate] `surrogate` requires a rule.
     - [fuse] `fuse` is "within" or "never".
  }];
  let arguments = (ins StrAttr:$name, Variadic<AnyType>:$inputs,
                       OptionalAttr<FlatSymbolRefAttr>:$vjp,
                       UnitAttr:$surrogate, UnitAttr:$checkpoint,
                       UnitAttr:$backward, OptionalAttr<StrAttr>:$fuse);
  let hasVerifier = 1;
  let extraClassDeclaration = bodyMethods # [{
    /// Returns the function that `vjp` names; null if there is none.
    ::mlir::FunctionOpInterface getRule();

    /// Replaces this op by its body. The region's name becomes part of the
    /// locations of the body's ops; a region marked `backward` gives a name
    /// such as "attention.backward".
    void inlineBody(::mlir::RewriterBase &rewriter);
  }];
}

def AG_FusedOp : AG_BodyOp<"fused"> {
  let summary = "A group of fused ops";
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
    The op has the meaning of its body, which contains the group's ops as they were
    written. Its results are the values that are used outside of the group. A group
    is a hint, and does not change the program's meaning. Derivatives and batches are
    computed from the bodies.

    The attributes are facts about the group: the number of passes over the dimension
    that it reduces (`passes`: 2 for softmax, 1 for elementwise code), a hash of the
    computation (`form`), the numbers of bytes that it moves and of floating-point
    operations, op by op and as a group, and the loops in which it is computed
    (`nest`, an `#ag.nest`).

     - [arguments] the body's arguments have the operands' types.
     - [results] the body yields values of the results' types.
     - [nested] no group is inside another one, not even in a region.
     - [effects] ops of the body have no effects: run-time checks, such as
       ag.require, are outside of it.
     - [passes] `passes` is at least 1.
     - [form] `form` is 16 hexadecimal digits, in lower case.
     - [bytes] `bytes` is two numbers, none negative.
     - [flops] `flops` is two numbers, none negative.
     - [nest] each loop of `nest` iterates over a dimension of the group.
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
    /// Replaces constant scalar operands in the body by constants. Returns true
    /// if there are any. The operands stay, because the form depends on their
    /// order.
    bool propagateConstants(::mlir::RewriterBase &rewriter);
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

#endif // AG_DIALECT_AG_IR_REGIONS_REGIONOPS_TD
