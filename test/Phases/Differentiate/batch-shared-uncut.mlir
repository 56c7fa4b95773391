// A loop in a branch changes an array that all elements share. It carries the array of all elements without a cut to the
// mask: a select in each iteration would use all of the array.
// RUN: ag-opt --ag-batch %s | FileCheck %s
// RUN: ag-run %s --entry=main --input=randn:1 --input=randn:2 --input=iota --verify-grad

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: %[[ALL:.*]] = ag.broadcast %arg0 [1, 2] : tensor<50x3xf64> -> tensor<4x50x3xf64>
// CHECK: scf.while (%{{[a-z0-9]+}} = %[[ALL]],
// CHECK: do {
// CHECK-NOT: ag.select {{.*}}tensor<4x50x3xf64>
// CHECK: scf.yield {{.*}} : tensor<4x50x3xf64>, index
// CHECK: return
func.func private @f(%x: tensor<50x3xf64>, %y: tensor<3xf64>, %i: index) -> tensor<50x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %p = arith.cmpi slt, %i, %c2 : index
  %r = scf.if %p -> (tensor<50x3xf64>) {
    %w:2 = scf.while (%a = %x, %k = %c0) : (tensor<50x3xf64>, index) -> (tensor<50x3xf64>, index) {
      %goes = arith.cmpi slt, %k, %c2 : index
      scf.condition(%goes) %a, %k : tensor<50x3xf64>, index
    } do {
    ^bb0(%a: tensor<50x3xf64>, %k: index):
      %at = arith.addi %k, %i : index
      %row = ag.reshape %y : tensor<3xf64> -> tensor<1x3xf64>
      %b = ag.update %a, %row [%at, 0] [1, 1] : tensor<50x3xf64>, tensor<1x3xf64> -> tensor<50x3xf64>
      %next = arith.addi %k, %c1 : index
      scf.yield %b, %next : tensor<50x3xf64>, index
    }
    scf.yield %w#0 : tensor<50x3xf64>
  } else {
    scf.yield %x : tensor<50x3xf64>
  }
  return %r : tensor<50x3xf64>
}
func.func @main(%x: tensor<50x3xf64>, %y: tensor<4x3xf64>, %i: tensor<4xi64>) -> tensor<4x50x3xf64> {
  %r = ag.vmap @f in [none, 0, 0] out [0] (%x, %y, %i) : (tensor<50x3xf64>, tensor<4x3xf64>, tensor<4xi64>) -> tensor<4x50x3xf64>
  return %r : tensor<4x50x3xf64>
}
