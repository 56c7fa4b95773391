// RUN: ag-opt --grad=main %s | FileCheck %s
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %s --verify-grad --entry=once | FileCheck %s --check-prefix=PROVED
// RUN: ag-compile %s --grad=main -o %t.o 2>&1 | FileCheck %s --check-prefix=COST

// The cotangent of a slice is added to that slice alone. No iteration writes
// the whole tensor, so n iterations take n times as long as one.

// CHECK-LABEL: func.func @main_grad(
// CHECK: scf.for {{.*}} iter_args({{.*}}, %[[SUM:[^ ]*]] = {{.*}}) -> (tensor<64xf32>, tensor<1000x64xf32>) {
// CHECK-NOT: ag.pad
// CHECK: %[[BEFORE:.*]] = ag.slice %[[SUM]] [%[[PLACE:[^,]*]], 0] [1, 64] [1, 1]
// CHECK: %[[AFTER:.*]] = ag.add %[[BEFORE]], %{{.*}} : tensor<1x64xf32>
// CHECK: ag.update %[[SUM]], %[[AFTER]] [%[[PLACE]], 0] [1, 1]
// PROVED-COUNT-5: same

// Each iteration adds 64 numbers; padding each slice would add 64 MFLOP.
// COST: main_grad_run: {{[0-9]+}} kFLOP
func.func @main(%x: tensor<1000x64xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1000 = arith.constant 1000 : index
  %ones = arith.constant dense<1.0> : tensor<64xf32>
  %r = scf.for %i = %c0 to %c1000 step %c1 iter_args(%t = %ones) -> tensor<64xf32> {
    %0 = ag.slice %x [%i, 0] [1, 64] [1, 1] : tensor<1000x64xf32> -> tensor<1x64xf32>
    %1 = ag.reshape %0 : tensor<1x64xf32> -> tensor<64xf32>
    %2 = ag.mul %t, %1 : tensor<64xf32>
    %3 = ag.tanh %2 : tensor<64xf32>
    scf.yield %3 : tensor<64xf32>
  }
  %s = ag.reduce sum %r [0] : tensor<64xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// Two slices with strides that share elements.
func.func @once(%x: tensor<9xf64>) -> tensor<f64> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = ag.slice %x [%c1] [3] [2] : tensor<9xf64> -> tensor<3xf64>
  %1 = ag.slice %x [%c2] [3] [3] : tensor<9xf64> -> tensor<3xf64>
  %2 = ag.contract "i,i->" %0, %1 : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
