// Parameters are differentiated too if only a branch that is not taken uses
// them, also in a function that is called there.
// RUN: ag-run %s --verify-grad | FileCheck %s

// CHECK: duals against differences: same, @main
// CHECK-NEXT: gradient against duals: same, @main_grad
// CHECK-NEXT: tangents against duals: same, @main_jvp
// CHECK-NEXT: compiled against interpreted: @main_grad: same: 3 results,
// CHECK-NEXT: compiled against interpreted: @main_jvp: same: 2 results,
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %first = tensor.extract %x[%c0] : tensor<4xf32>
  %far = arith.constant 1.0e+06 : f32
  %isFar = arith.cmpf ogt, %first, %far : f32
  %r = scf.if %isFar -> (tensor<4xf32>) {
    %w = ag.parameter "w" : tensor<4xf32>
    %y = ag.mul %x, %w : tensor<4xf32>
    %z = func.call @scaled(%y) : (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  } else {
    scf.yield %x : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

func.func private @scaled(%x: tensor<4xf32>) -> tensor<4xf32> {
  %v = ag.parameter "v" : tensor<4xf32>
  %y = ag.mul %x, %v : tensor<4xf32>
  return %y : tensor<4xf32>
}
