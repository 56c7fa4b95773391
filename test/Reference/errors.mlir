// Programs that cannot be interpreted fail at the line of the op; none crashes.
// RUN: not ag-run %s --entry=endless --input=ones 2>&1 | FileCheck %s --check-prefix=ENDLESS
// RUN: not ag-run %s --entry=blocks --input=ones 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: not ag-run %s --entry=gather --input=iota 2>&1 | FileCheck %s --check-prefix=GATHER
// RUN: not ag-run %s --entry=scatter --dim n=4 --input=iota 2>&1 | FileCheck %s --check-prefix=SCATTER
// RUN: not ag-run %s --entry=unknown --input=ones 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not ag-run %s --entry=sizes --input=ones --dim n=2 --dim m=3 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: not ag-run %s --entry=slice --input=ones --dim n=2 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not ag-run %s --entry=step --input=zeros 2>&1 | FileCheck %s --check-prefix=STEP
// RUN: not ag-run %s --entry=require --input=ones 2>&1 | FileCheck %s --check-prefix=REQUIRE
// RUN: not ag-run %s --entry=outside --input=ones 2>&1 | FileCheck %s --check-prefix=EXTERNAL

func.func @endless(%n: i64) -> i64 {
  // ENDLESS: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'func.call' nests or recurses more than 1000 deep
  %0 = call @endless(%n) : (i64) -> i64
  return %0 : i64
}

// BLOCKS: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'func.func' has a body of 2 blocks; only bodies of one
func.func @blocks(%n: i64) -> i64 {
  cf.br ^next
^next:
  return %n : i64
}

func.func @gather(%x: tensor<3x4xf32>, %i: tensor<5xi32>) -> tensor<5x4xf32> {
  // GATHER: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'ag.gather' [bounds] index 3 is outside of a dimension of 3
  %0 = ag.gather 0 error %x, %i : tensor<3x4xf32>, tensor<5xi32> -> tensor<5x4xf32>
  return %0 : tensor<5x4xf32>
}

func.func @scatter(%x: tensor<3x4xf32>, %i: tensor<5xi32>, %u: tensor<5x?xf32> {ag.dims = [5, "n"]}) -> tensor<3x4xf32> {
  // SCATTER: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'ag.scatter' [bounds] index 3 is outside of a dimension of 3
  %0 = ag.scatter 0 error %x, %i, %u : tensor<3x4xf32>, tensor<5xi32>, tensor<5x?xf32> -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

func.func @unknown(%x: tensor<2xi32>) -> tensor<2xui32> {
  // UNKNOWN: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'tensor.bitcast' cannot be interpreted: it has neither a Spec nor an interpretation
  %0 = tensor.bitcast %x : tensor<2xi32> to tensor<2xui32>
  return %0 : tensor<2xui32>
}

func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  // SIZES: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'ag.add' [sizes] dimension 0 is 2 but 3 in dimension 0 of operand 1
  %0 = ag.add %x, %y : tensor<?xf32>
  return %0 : tensor<?xf32>
}

func.func @slice(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<2xf32> {
  // SLICE: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'ag.slice' [bounds] positions 1 to 2 are asked for in dimension 0 of operand 0, which has size 2
  %0 = ag.slice %x [1] [2] [1] : tensor<?xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @step(%step: index) {
  %c0 = arith.constant 0 : index
  // STEP: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'scf.for' the step is 0, expected 1 or more
  scf.for %i = %c0 to %c0 step %step { }
  return
}

func.func @require(%n: index) {
  %no = arith.constant false
  // REQUIRE: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'ag.require' 1 is too many
  ag.require %no, "{0} is too many" (%n)
  return
}

func.func private @elsewhere(f32) -> f32
func.func @outside(%x: f32) -> f32 {
  // EXTERNAL: errors.mlir:[[#@LINE+1]]:{{.*}}error: 'func.call' calls @elsewhere, which has no body here
  %0 = call @elsewhere(%x) : (f32) -> f32
  return %0 : f32
}
