// Equal sizes are computed once, so that fusing a fused program does not change
// its groups.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-opt --fuse %t | diff %t -

// CHECK-LABEL: func.func @main(
// CHECK: %[[N:.*]] = arith.addi
// CHECK-NOT: arith.addi
// CHECK: ag.fused (%{{.*}} = %[[N]] : index) -> tensor<?xi32>
// CHECK: ag.iota
// CHECK: ag.slice
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c9 = arith.constant 9 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %n = arith.addi %d, %c9 : index
  %i = ag.iota 0 (%n, %c9) : tensor<?x?xi32>
  %m = arith.addi %d, %c9 : index
  %s = ag.slice %i [0, 0] [%m, 1] [1, 1] : tensor<?x?xi32> -> tensor<?x1xi32>
  %r = ag.reduce sum %s [1] : tensor<?x1xi32> -> tensor<?xi32>
  return %r : tensor<?xi32>
}
