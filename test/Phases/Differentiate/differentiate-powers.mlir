// RUN: ag-opt --grad=root --symbol-privatize=exclude=root_grad --symbol-dce %s | FileCheck %s
// RUN: ag-run %s --entry=root --grad=root --verify-grad --input=ones | FileCheck %s --check-prefix=VERIFY
// RUN: ag-run %s --entry=small_grad --grad=small --on=cpu --input=ones --print | FileCheck %s --check-prefix=SMALL

// The slope of a root is two ops. x^-.5 never overflows, so there is no select.
// CHECK-LABEL: func.func @root_grad
// CHECK: %[[POWER:.*]] = ag.pow %arg0,
// CHECK: %[[SLOPE:.*]] = ag.mul %[[POWER]],
// CHECK: ag.mul %arg1, %[[SLOPE]]
// CHECK-NOT: ag.select
// CHECK: return
// VERIFY: same
func.func @root(%x: tensor<4xf32>) -> tensor<4xf32> {
  %half = arith.constant dense<0.5> : tensor<4xf32>
  %y = ag.pow %x, %half : tensor<4xf32>
  return %y : tensor<4xf32>
}

// x^-.86 is infinite for the smallest x; .14 times x^-.86 times x is not.
// SMALL: 7.356{{[0-9]*}}e-08
func.func @small(%of: tensor<f32>) -> tensor<f32> {
  %least = arith.constant dense<1.4e-45> : tensor<f32>
  %x = ag.mul %of, %least : tensor<f32>
  %exponent = arith.constant dense<0.14> : tensor<f32>
  %y = ag.pow %x, %exponent : tensor<f32>
  return %y : tensor<f32>
}
