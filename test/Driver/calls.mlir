// Calls are inlined, also of functions with parameters, in loops and in
// regions, and to functions of other dialects.
// RUN: ag-run %s --on=cpu --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-opt --to=trace %s | FileCheck %s

// CHECK-LABEL: func.func @main(
// CHECK-SAME: {ag.parameter = "w"}
// CHECK-NOT: call
func.func private @scale(%x: tensor<4xf32>) -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  %y = ag.mul %x, %w : tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = arith.addf %x, %x : tensor<4xf32>
  %z = func.call @scale(%y) : (tensor<4xf32>) -> tensor<4xf32>
  return %z : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %b = func.call @twice(%a) : (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %b : tensor<4xf32>
  }
  %1 = ag.region "layer" (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %b = func.call @scale(%a) : (tensor<4xf32>) -> tensor<4xf32>
    ag.yield %b : tensor<4xf32>
  }
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
