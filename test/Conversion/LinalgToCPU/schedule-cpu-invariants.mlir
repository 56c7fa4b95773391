// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=g --on=cpu --input=randn:1 --input=iota --same-as=%s

// A weight that a loop multiplies by in each turn is packed once, when it is
// loaded.
// CHECK-LABEL: func.func @f(
// CHECK-SAME: tensor<64x256x16xf32> {ag.parameter = "ag.prepared.0"}
// CHECK-NOT: tensor<1024x256xf32>
func.func @f(%x: tensor<8x256xf32>) -> tensor<8x256xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %w = ag.parameter "w" : tensor<1024x256xf32>
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%h = %x) -> (tensor<8x256xf32>) {
    %wide = ag.contract "ai,oi->ao" %h, %w : tensor<8x256xf32>, tensor<1024x256xf32> -> tensor<8x1024xf32>
    %part = ag.slice %wide [0, 256] [8, 256] [1, 1] : tensor<8x1024xf32> -> tensor<8x256xf32>
    %next = ag.tanh %part : tensor<8x256xf32>
    scf.yield %next : tensor<8x256xf32>
  }
  return %y : tensor<8x256xf32>
}

// What does not change is computed in front of the loop, also of one without
// turns.
// CHECK-LABEL: func.func @g(
// CHECK: math.exp
// CHECK: scf.for %{{.*}} = %c0 to %{{[0-9]+}} step %c1
func.func @g(%x: tensor<8xf32>, %n: tensor<i64>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tensor.extract %n[] : tensor<i64>
  %end = arith.index_cast %s : i64 to index
  %y = scf.for %i = %c0 to %end step %c1 iter_args(%h = %x) -> (tensor<8xf32>) {
    %e = ag.exp %x : tensor<8xf32>
    %sum = ag.reduce sum %e [0] : tensor<8xf32> -> tensor<f32>
    %all = ag.broadcast %sum [] : tensor<f32> -> tensor<8xf32>
    %next = ag.mul %h, %all : tensor<8xf32>
    scf.yield %next : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}
