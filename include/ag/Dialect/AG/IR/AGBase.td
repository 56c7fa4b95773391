//===- AGBase.td - the dialect, and the classes of its ops -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_AGBASE_TD
#define AG_DIALECT_AG_IR_AGBASE_TD

include "ag/Interfaces/BatchableOp.td"
include "ag/Interfaces/BodyOp.td"
include "ag/Interfaces/CheckableOp.td"
include "ag/Interfaces/DifferentiableOp.td"
include "ag/Interfaces/DimensionRuleOp.td"
include "ag/Interfaces/IndexingOp.td"
include "ag/Interfaces/InterpretableOp.td"
include "ag/Interfaces/StructuredOp.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ValueBoundsOpInterface.td"

def AG_Dialect : Dialect {
  let name = "ag";
  let cppNamespace = "::ag";
  let summary = "Tensor operations that know what they mean, and region annotations.";
  let description = [{
    Ops on ranked tensors of f64, f32, bf16, f16, i64, i32, i16, i8, ui64, ui32,
    ui16, ui8 and i1. A signless integer is signed. Dimensions may be dynamic;
    extents that an op creates are operands of type index where they are not
    numbers. Broadcasting is explicit (`ag.broadcast`), indices are non-negative.

    Every op is defined for every element: integers wrap, x / 0 of integers is -1,
    a cast from float to integer saturates and takes NaN to 0
    (ag/Support/Scalar/Primitives.h has the whole list). Sums and products of bf16 and
    f16 are accumulated in f32 and rounded once. The order in which floats are
    summed or multiplied is left open: what rounds or overflows on the way
    hangs on it. A sum of n floats is off by at most (64 + log2 n) u times the
    sum of their magnitudes, one of n products by (128 + log2 n) u times that of
    theirs, and by what rounding to its type adds; u is 2^-24, in f64 2^-53.
    That is so for any target and number of threads, and not for a sum that a
    program writes as a loop, nor that of `ag.scatter`.

    What an op demands is stated as labelled constraints; the message of a
    violated one begins with its label. Those that many ops share:

     - [types] operands are ranked tensors of the element types above.
     - [elements] the operands' element types are equal, and of a kind that the
       op is defined on.
     - [ranks] an operand has the rank that the op's other parts imply.
     - [sizes] sizes that must agree do not differ statically. Where they can
       only be known at run time, running checks them.
     - [extents] there is one index operand for each dynamic extent that the op
       creates, and no static extent is negative.

    A function's arguments carry `ag.dims`, with a name or a number for each
    dimension, and the function `ag.ranges`, a range for names. Equal names are
    equal sizes, which entering the function checks:

    ```mlir
    func.func @f(%x: tensor<?x384xf32> {ag.dims = ["batch", 384]})
        attributes {ag.ranges = {batch = [1, 32]}}
    ```
     - [dims-attribute] `ag.dims` is an array, on a ranked tensor or memref, of a name for
       each dynamic and the size of each static dimension.
     - [ranges-attribute] `ag.ranges` maps names to pairs [least, greatest] of
       sizes, none negative.

    A module carries `ag.target`, what it is compiled for:

    ```mlir
    module attributes {ag.target = {kind = "cpu", march = "x86-64-v4",
                                    features = ["+avx512bf16"], threads = 2}}
    ```
     - [target-attribute] `ag.target` is a dictionary on a module, with the fields
       `kind`, and maybe `march`, `features` that add to it or lack of it,
       `caches`, the bytes of L1 and L2 of a core and of the last cache, where they
       differ from the march's, and `threads` from 1 on.

    From the phase `structure` on, an entry carries `ag.cost`, how many
    floating-point operations a run takes, or at least takes:

    ```mlir
    func.func @f(...) attributes {ag.cost = {exact = true, flops = 5376 : i64}}
    ```
     - [cost-attribute] `ag.cost` is a dictionary on a function, with the fields
       `exact` and `flops`, from 0 on.

    A result that has `ag.alias = 0` takes over the buffer of argument 0, which has
    its type and sizes: callers give away what it held. An entry's update of a
    state is thus computed in place. The meaning is the same without it.

    A result that is a gradient carries `ag.gradient_of`: by which argument, as a
    number, or by which parameter, as a name:

    ```mlir
    func.func @f_grad(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 0},
                                             tensor<8xf32> {ag.gradient_of = "w"})
    ```
     - [gradient-attribute] `ag.gradient_of` is on a result of a function, the number
       of an argument or the name of a parameter of floats, of the result's type.

    The program of one rank of several is in a module that carries `ag.mesh`. What
    it takes and gives are blocks; `ag.sharding` says of which whole, in the types
    of which the signature, inputs and results are known to callers:

    ```mlir
    module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 4>} {
      func.func @main(%x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>})
    ```
     - [mesh-attribute] `ag.mesh` is an #ag.mesh on a module.
     - [sharding-attribute] `ag.sharding` is an #ag.sharding on a ranked tensor that
       a function of such a module takes or gives, or on a parameter there: as many
       dimensions, axes of the mesh, blocks enough for the whole, nothing partial.

    What an argument is for is said by `ag.role`, where it does not follow from how
    it is used, which sharding asks:

    ```mlir
    func.func @step(%table: tensor<512x64xf32> {ag.role = "parameter"}, %x: tensor<8xi32>)
    ```
     - [role-attribute] `ag.role` is "parameter", "state" or "data", on an argument of
       a function that is a ranked tensor or memref.

    A whole program may say how it is to be shared among ranks, of which
    ag-partition makes the program of one. Its meaning is the same without:

    ```mlir
    module attributes {ag.planned_mesh = #ag.mesh<tp = 2>} {
      func.func @main(%x: tensor<4x16xf32> {ag.planned = #ag.sharding<[[], ["tp"]], [4, 16]>}) -> tensor<4xf32> {
        %s = ag.reduce sum %x [1] {ag.strategy = #ag.strategy<[[], ["tp"]], []>} : tensor<4x16xf32> -> tensor<4xf32>
    ```
    What functions take and give, and parameters, have `ag.planned`; so do ops with
    regions, a list of what these take, then of what the op gives (`unit` where
    that is no tensor). Nothing is planned of what has no such attribute: all ranks
    have, or do, the same.
     - [plan-attribute] `ag.planned_mesh` is an #ag.mesh on a module, `ag.strategy`
       an #ag.strategy, and `ag.planned` an #ag.sharding or a list of such.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    void registerAttributes();
  }];
  let hasCanonicalizer = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
}

//===----------------------------------------------------------------------===//
// Classes of ops
//===----------------------------------------------------------------------===//

def InferredOpTrait : NativeOpTrait<"InferredOpTrait"> {
  let cppNamespace = "::ag";
}
def StructuredOpTrait : NativeOpTrait<"StructuredOpTrait"> {
  let cppNamespace = "::ag";
}

// An op that says more than its value does: folding leaves it.
def KeptTrait : NativeOpTrait<"KeptTrait"> {
  let cppNamespace = "::ag";
}

// An op that asks for what another function makes of one.
def RequestTrait : NativeOpTrait<"RequestTrait"> {
  let cppNamespace = "::ag";
}

// An op whose results are taken for constants.
def InactiveTrait : NativeOpTrait<"InactiveTrait"> {
  let cppNamespace = "::ag";
}

// An op whose floats are linear in its operands': it moves elements, or adds.
def LinearTrait : NativeOpTrait<"LinearTrait"> {
  let cppNamespace = "::ag";
}

def AG_Interpretable
    : DeclareOpInterfaceMethods<InterpretableOpInterface, ["interpret"]>;

class AG_Op<string mnemonic, list<Trait> traits = []>
    : Op<AG_Dialect, mnemonic, traits>;

// An op whose result types follow from its operands and attributes. The class
// defines
//   static LogicalResult inferTypes(Adaptor, const Reporter &, SmallVectorImpl<Type> &);
//   LogicalResult reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &);
//   Expected<Tensors> interpret(MutableArrayRef<Tensor>, InterpreterContext &);
//   LogicalResult pullBack(PullbackContext &);
//   LogicalResult batch(BatchContext &);
// and, if it says so in `derivatives`,
//   LogicalResult pushForward(PushforwardContext &);
// which an op with LinearTrait need not.
class AG_InferredOp<string mnemonic, list<Trait> traits = [],
                    list<string> derivatives = []>
    : AG_Op<mnemonic, !listconcat(traits, [
        Pure, InferTypeOpInterface, InferredOpTrait, AG_Interpretable,
        DeclareOpInterfaceMethods<BatchableOpInterface>,
        DeclareOpInterfaceMethods<CheckableOpInterface>,
        DeclareOpInterfaceMethods<DifferentiableOpInterface, derivatives>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>,
        DeclareOpInterfaceMethods<ValueBoundsOpInterface,
                                  ["populateBoundsForShapedValueDim"]>])> {
  let extraClassDeclaration = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred,
                                        ::mlir::TypeRange actual) {
      return ::ag::areCompatible(inferred, actual);
    }
    static ::mlir::LogicalResult
    inferTypes(Adaptor adaptor, const ::ag::Reporter &report,
               ::llvm::SmallVectorImpl<::mlir::Type> &results);
  }];
}

// An op that is stated by its Spec. The class defines
//   static FailureOr<Spec> describe(Adaptor, const Reporter &);
// and, if it creates extents or depends on places,
//   Operation *makePart(OpBuilder &, const OpPart &);
class AG_StructuredOp<string mnemonic, list<Trait> traits = [], bit hasOwnParts = 0>
    : AG_Op<mnemonic, !listconcat(traits, [
        Pure, InferTypeOpInterface, StructuredOpInterface, StructuredOpTrait,
        CheckableOpInterface, ReifyRankedShapedTypeOpInterface,
        ValueBoundsOpInterface])> {
  code structuredMethods = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred,
                                        ::mlir::TypeRange actual) {
      return ::ag::areCompatible(inferred, actual);
    }
    ::mlir::LogicalResult
    reifyResultShapes(::mlir::OpBuilder &builder,
                      ::mlir::ReifiedRankedShapedTypeDims &shapes) {
      return ::ag::reifyStructuredShapes(*this, builder, shapes);
    }
    ::llvm::LogicalResult insertChecks(::mlir::OpBuilder &builder,
                                       ::ag::SizeOrigins &origins) {
      return ::ag::insertStructuredChecks(*this, builder, origins);
    }
    void populateBoundsForShapedValueDim(::mlir::Value value, int64_t dim,
                                         ::mlir::ValueBoundsConstraintSet &bounds) {
      ::ag::populateStructuredBounds(*this, dim, bounds);
    }
  }];
  let extraClassDeclaration = structuredMethods # [{
    static ::mlir::FailureOr<::ag::Spec> describe(Adaptor adaptor,
                                                  const ::ag::Reporter &report);
  }] # !if(hasOwnParts, [{
    ::mlir::Operation *makePart(::mlir::OpBuilder &builder,
                                const ::ag::OpPart &part);
  }], "");
}

// An element-wise op: its Spec follows from a formula over one element of each
// operand. `kinds` names what it is defined on: Number, Float, Integer or Any. Of
// one operand x, `vjp` may say how its cotangent follows from that of the result
// y, g, where y spares steps that the formula's derivative would do again. It is
// linear in g.
class AG_ElementwiseOp<string mnemonic, string kinds, string parameters,
                       string elements, string formula, list<Trait> traits = []>
    : AG_StructuredOp<mnemonic, traits> {
  string vjp = "";
  let extraClassDeclaration = structuredMethods # [{
    static ::ag::Expr formula(}] # parameters # [{) { return }] # formula # [{; }
    }] # !if(!empty(vjp), "", [{static ::ag::Expr vjp(::ag::Expr x, ::ag::Expr y, ::ag::Expr g) { return }] # vjp # [{; }
    }]) # [{
    static ::mlir::FailureOr<::ag::Spec> describe(Adaptor adaptor,
                                                  const ::ag::Reporter &report) {
      return ::ag::describeElementwise(
          adaptor.getOperands().getTypes(), ::ag::PrimitiveKinds::}] # kinds # [{, report,
          [](::llvm::ArrayRef<::ag::Expr> args) { return formula(}] # elements # [{); } }] #
          !if(!empty(vjp), "", [{,
          [](::llvm::ArrayRef<::ag::Expr> args) { return vjp(args[0], args[1], args[2]); } }]) # [{);
    }
  }];
}

class AG_UnaryOp<string mnemonic, string kinds, string formula, list<Trait> traits = []>
    : AG_ElementwiseOp<mnemonic, kinds, "::ag::Expr x", "args[0]", formula, traits> {
  let arguments = (ins AnyRankedTensor:$x);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$x attr-dict `:` custom<Signature>(type($x), type($result))";
}

class AG_BinaryOp<string mnemonic, string kinds, string formula, list<Trait> traits = []>
    : AG_ElementwiseOp<mnemonic, kinds, "::ag::Expr x, ::ag::Expr y",
                       "args[0], args[1]", formula, traits> {
  let arguments = (ins AnyRankedTensor:$x, AnyRankedTensor:$y);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$x `,` $y attr-dict `:` custom<Signature>(type($x), type($y), type($result))";
}

#endif // AG_DIALECT_AG_IR_AGBASE_TD
