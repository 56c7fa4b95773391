//===- AGBase.td - the dialect, and the classes of its ops -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGBASE_TD
#define AG_DIALECT_AG_IR_CORE_AGBASE_TD

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
  let summary = "Tensor operations with a formal meaning, and region annotations.";
  let description = [{
    The ops work on ranked tensors of f64, f32, bf16, f16, i64, i32, i16, i8, ui64,
    ui32, ui16, ui8 and i1. A signless integer is signed. Dimensions may be dynamic.
    Dynamic extents that an op creates are operands of type index. Broadcasting is
    explicit (`ag.broadcast`), and indices are not negative.

    Every op is defined for every element: integers wrap, x / 0 of integers is -1,
    and a cast from float to integer saturates and converts NaN to 0
    (ag/Support/Scalar/Primitives.h has the complete list). Sums and products of
    bf16 and f16 are accumulated in f32 and rounded once. The order in which floats
    are summed or multiplied is not specified, so that rounding and overflow of
    intermediate results may vary. The error of a sum of n floats is at most
    (64 + log2 n) u times the sum of their magnitudes, and that of a sum of n
    products at most (128 + log2 n) u times the sum of the products' magnitudes,
    plus the error of rounding to the type; u is 2^-24, or 2^-53 for f64. This holds
    for any target and number of threads, but neither for a sum that a program
    writes as a loop, nor for that of `ag.scatter`.

    The requirements of an op are labelled constraints. The message for a violated
    constraint begins with its label. These constraints are shared by many ops:

     - [types] operands are ranked tensors of the element types above.
     - [elements] the operands' element types are equal, and of a kind for which the
       op is defined.
     - [ranks] an operand has the rank that the op's other parts imply.
     - [sizes] sizes that must be equal do not differ statically. Dynamic sizes are
       checked at run time.
     - [extents] there is one index operand for each dynamic extent that the op
       creates, and no static extent is negative.

    A function's arguments have `ag.dims`, with a name or a number for each
    dimension, and the function has `ag.ranges`, with ranges for names. Equal names
    are equal sizes, which is checked on entry to the function:

    ```mlir
    func.func @f(%x: tensor<?x384xf32> {ag.dims = ["batch", 384]})
        attributes {ag.ranges = {batch = [1, 32]}}
    ```
     - [dims-attribute] `ag.dims` is an array on a ranked tensor or memref, with a
       name for each dynamic dimension and the size of each static one.
     - [ranges-attribute] `ag.ranges` maps names to pairs [least, greatest] of
       sizes, none negative.

    A module has `ag.target`, the target for which it is compiled:

    ```mlir
    module attributes {ag.target = {kind = "cpu", march = "x86-64-v4",
                                    features = ["+avx512bf16"], threads = 2}}
    ```
     - [target-attribute] `ag.target` is a dictionary on a module, with the fields
       `kind`, and optionally `march`, `features` that the target has in addition to
       it or lacks, `caches` with the bytes of L1 and L2 of a core and of the last
       cache, if they differ from the march's, and `threads`, 1 or more.

    From the phase `structure` on, an entry has `ag.cost`, the number of
    floating-point operations of a run. If it is not exact, sizes or trip counts in
    it are assumed:

    ```mlir
    func.func @f(...) attributes {ag.cost = {exact = true, flops = 5376 : i64}}
    ```
     - [cost-attribute] `ag.cost` is a dictionary on a function, with the fields
       `exact` and `flops`, which is not negative.

    A result with `ag.alias = 0` takes over the buffer of argument 0, which has its
    type and sizes; callers give up the argument's contents. An entry thus updates a
    state in place. The attribute does not change the program's meaning.

    `ag.name` is the name of an argument or result for callers. An importer makes an
    identifier of a name that is none, or that is taken, and keeps the model's own
    name:

    ```mlir
    func.func @f(%x: tensor<4xf32> {ag.name = "input_1", ag.original_name = "input.1"})
    ```
     - [original-name-attribute] `ag.original_name` is a string that is not empty, on
       an argument or result of a function.

    A gradient has `ag.gradient_of`: the number of the argument, or the name of the
    parameter, with respect to which it is one:

    ```mlir
    func.func @f_grad(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 0},
                                             tensor<8xf32> {ag.gradient_of = "w"})
    ```
     - [gradient-attribute] `ag.gradient_of` is on a result of a function, and is the
       number of an argument or the name of a parameter of floats with the result's
       type.

    The program of one rank of several is in a module with `ag.mesh`. Its arguments
    and results are blocks. `ag.sharding` describes the unsplit tensors, whose types
    are those that callers see in the signature:

    ```mlir
    module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 4>} {
      func.func @main(%x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>})
    ```
     - [mesh-attribute] `ag.mesh` is an #ag.mesh on a module.
     - [sharding-attribute] `ag.sharding` is an #ag.sharding on an argument or result
       of a function of such a module that is a ranked tensor, or on a parameter
       there. It has as many dimensions, axes of the mesh, enough blocks for the
       unsplit tensor, and no partial axes.

    `ag.role` is the role of an argument for sharding, if it does not follow from
    the argument's uses:

    ```mlir
    func.func @step(%table: tensor<512x64xf32> {ag.role = "parameter"}, %x: tensor<8xi32>)
    ```
     - [role-attribute] `ag.role` is "parameter", "state" or "data", on an argument of
       a function that is a ranked tensor or memref.

    A complete program may have a plan for its sharding over ranks, from which
    ag-partition makes the program of one rank. The plan does not change the
    program's meaning:

    ```mlir
    module attributes {ag.planned_mesh = #ag.mesh<tp = 2>} {
      func.func @main(%x: tensor<4x16xf32> {ag.planned = #ag.sharding<[[], ["tp"]], [4, 16]>}) -> tensor<4xf32> {
        %s = ag.reduce sum %x [1] {ag.strategy = #ag.strategy<[[], ["tp"]], []>} : tensor<4x16xf32> -> tensor<4xf32>
    ```
    Arguments and results of functions, and parameters, have `ag.planned`. On ops
    with regions it is a list for the regions' arguments, then for the op's results
    (`unit` for values that are no tensors). A value or op without such an attribute
    is the same on all ranks.
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

// An op with a meaning beyond its value: folding leaves it in place.
def KeptTrait : NativeOpTrait<"KeptTrait"> {
  let cppNamespace = "::ag";
}

// An op that requests a function derived from another one.
def RequestTrait : NativeOpTrait<"RequestTrait"> {
  let cppNamespace = "::ag";
}

// An op whose results count as constants for differentiation.
def InactiveTrait : NativeOpTrait<"InactiveTrait"> {
  let cppNamespace = "::ag";
}

// An op whose floats are linear in its operands': it moves or adds elements.
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
// and, if it is listed in `derivatives`,
//   LogicalResult pushForward(PushforwardContext &);
// which an op with LinearTrait need not define, and, if it is listed in
// `batching`,
//   bool heedsMask(BatchContext &);
class AG_InferredOp<string mnemonic, list<Trait> traits = [],
                    list<string> derivatives = [],
                    list<string> batching = []>
    : AG_Op<mnemonic, !listconcat(traits, [
        Pure, InferTypeOpInterface, InferredOpTrait, AG_Interpretable,
        DeclareOpInterfaceMethods<BatchableOpInterface, batching>,
        DeclareOpInterfaceMethods<CheckableOpInterface>,
        DeclareOpInterfaceMethods<DifferentiableOpInterface, derivatives>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>,
        DeclareOpInterfaceMethods<ValueBoundsOpInterface,
                                  ["populateBoundsForShapedValueDim"]>])> {
  code inferredMethods = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred,
                                        ::mlir::TypeRange actual) {
      return ::ag::areCompatible(inferred, actual);
    }
    static ::mlir::LogicalResult
    inferTypes(Adaptor adaptor, const ::ag::Reporter &report,
               ::llvm::SmallVectorImpl<::mlir::Type> &results);
  }];
  let extraClassDeclaration = inferredMethods;
}

// An op with a Spec. The class defines
//   static FailureOr<Spec> describe(Adaptor, const Reporter &);
// and, if it creates extents or depends on positions,
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

// An elementwise op: its Spec follows from a formula over one element of each
// operand. `kinds` are the element types for which it is defined: Number,
// Float, Integer or Any. An op with one operand x may have a `vjp`, a formula
// for x's cotangent given the result y and its cotangent g, if y saves steps of
// the formula's derivative. It is linear in g.
class AG_ElementwiseOp<string mnemonic, string kinds, string parameters,
                       string elements, string formula, list<Trait> traits = []>
    : AG_StructuredOp<mnemonic, traits> {
  string vjp = "";
  let extraClassDeclaration = structuredMethods # [{
    static constexpr ::ag::PrimitiveKinds kinds = ::ag::PrimitiveKinds::}] # kinds # [{;
    static ::ag::Expr formula(}] # parameters # [{) { return }] # formula # [{; }
    }] # !if(!empty(vjp), "", [{static ::ag::Expr vjp(::ag::Expr x, ::ag::Expr y, ::ag::Expr g) { return }] # vjp # [{; }
    }]) # [{
    static ::mlir::FailureOr<::ag::Spec> describe(Adaptor adaptor,
                                                  const ::ag::Reporter &report) {
      return ::ag::describeElementwise(
          adaptor.getOperands().getTypes(), kinds, report,
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

#endif // AG_DIALECT_AG_IR_CORE_AGBASE_TD
