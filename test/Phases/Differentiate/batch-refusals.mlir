// RUN: split-file %s %t
// RUN: not ag-opt --ag-batch %t/size.mlir 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not ag-opt --ag-batch %t/pad.mlir 2>&1 | FileCheck %s --check-prefix=PAD
// RUN: not ag-opt --ag-batch %t/none.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not ag-opt --ag-batch %t/effect.mlir 2>&1 | FileCheck %s --check-prefix=EFFECT
// RUN: not ag-opt --ag-batch %t/circle.mlir 2>&1 | FileCheck %s --check-prefix=CIRCLE
// RUN: not ag-run %t/sizes.mlir --dim n=3 --dim m=4 --input=ones 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: not ag-run %t/fails.mlir --input=iota 2>&1 | FileCheck %s --check-prefix=FAILS

//--- size.mlir
// SIZE: size.mlir:4:8: error: 'ag.iota' can't be batched: operand 0, a size, differs over the batch
// SIZE: size.mlir:3:22: note: it depends on argument 0, which differs over the batch
func.func private @f(%n: index) -> tensor<?xf32> {
  %0 = ag.iota 0 (%n) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @main(%n: tensor<4xi64>) -> tensor<4x?xf32> {
  %y = ag.vmap @f in [0] out [0] (%n) : (tensor<4xi64>) -> tensor<4x?xf32>
  return %y : tensor<4x?xf32>
}
//--- pad.mlir
// PAD: pad.mlir:5:8: error: 'ag.pad' can't be batched: a size of its result differs over the batch
// PAD: pad.mlir:3:22: note: it depends on argument 0, which differs over the batch
func.func private @f(%n: index, %x: tensor<3xf32>) -> tensor<?xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = ag.pad %x low [%n] high [0] with %zero : tensor<3xf32>, tensor<f32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @main(%n: tensor<4xi64>, %x: tensor<3xf32>) -> tensor<4x?xf32> {
  %y = ag.vmap @f in [0, none] out [0] (%n, %x) : (tensor<4xi64>, tensor<3xf32>) -> tensor<4x?xf32>
  return %y : tensor<4x?xf32>
}
//--- none.mlir
// NONE: error: 'ag.vmap' op result 0 of @f differs over the batch, and has no axis in `out`
func.func private @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}
func.func @main(%x: tensor<4x3xf32>) -> tensor<3xf32> {
  %y = ag.vmap @f in [0] out [none] (%x) : (tensor<4x3xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}
//--- effect.mlir
// EFFECT: error: 'memref.store' can't be batched: it has effects, which it would have for each element
func.func private @f(%x: f32, %m: memref<3xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  memref.store %x, %m[%c0] : memref<3xf32>
  return %x : f32
}
func.func @main(%x: tensor<4xf32>, %m: memref<3xf32>) -> tensor<4xf32> {
  %y = ag.vmap @f in [0, none] out [0] (%x, %m) : (tensor<4xf32>, memref<3xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
//--- circle.mlir
// CIRCLE: error: @f calls itself, so that it can't be batched
func.func private @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = func.call @f(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @main(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %y = ag.vmap @f in [0] out [0] (%x) : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}
//--- sizes.mlir
// SIZES: ag.vmap of @f: operand 1 has 4 elements, expected 3
func.func private @f(%x: tensor<f32>, %y: tensor<f32>) -> tensor<f32> {
  %0 = ag.add %x, %y : tensor<f32>
  return %0 : tensor<f32>
}
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %0 = ag.vmap @f in [0, 0] out [0] (%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
//--- fails.mlir
// The run fails if the check of one element fails, with its value.
// FAILS: index 2 is too large
func.func private @f(%i: index) -> index {
  %c2 = arith.constant 2 : index
  %holds = arith.cmpi slt, %i, %c2 : index
  ag.require %holds, "index {0} is too large" (%i)
  return %i : index
}
func.func @main(%i: tensor<4xi64>) -> tensor<4xi64> {
  %y = ag.vmap @f in [0] out [0] (%i) : (tensor<4xi64>) -> tensor<4xi64>
  return %y : tensor<4xi64>
}
