// Demands that every run makes on sizes are checked before the sizes are used.
// The plan and its proof rely on them.
// RUN: ag-opt --to=allocate %s | FileCheck %s
// RUN: ag-run %s --entry=squares --dim k=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=updates --dim k=16 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=apart --dim m=9 --dim n=4 --on=cpu --input=randn:1 --same-as=%s
// RUN: not ag-run %s --entry=apart --dim m=3 --dim n=4 --on=cpu --input=randn:1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not ag-run %s --entry=results --dim k=2 --on=cpu --input=randn:1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: error: ag.broadcast: a size is -1, less than 0

// CHECK-LABEL: func.func private @squares.demands(%arg0: index)
// CHECK: %[[M:.*]] = arith.subi %arg0, %c1
// CHECK: %[[HOLDS:.*]] = arith.cmpi sge, %[[M]], %c0
// CHECK: ag.require %[[HOLDS]], "ag.broadcast: a size is {0}, less than 0" (%[[M]])
// CHECK: func.func @squares(
// CHECK-SAME: ag.demands = @squares.demands
// CHECK-NOT: ag.require
// CHECK: return
func.func @squares(%a: tensor<3xf16>, %b: tensor<?xf16> {ag.dims = ["k"]}) -> tensor<?x?x3xf16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = tensor.dim %b, %c0 : tensor<?xf16>
  %m = arith.subi %k, %c1 : index
  %e = ag.exp %a : tensor<3xf16>
  %s = ag.broadcast %e [2] (%m, %m) : tensor<3xf16> -> tensor<?x?x3xf16>
  %t = tensor.insert_slice %s into %s[0, 0, 0] [%m, %m, 3] [1, 1, 1] : tensor<?x?x3xf16> into tensor<?x?x3xf16>
  return %t : tensor<?x?x3xf16>
}

// A buffer of k - 14 elements is never allocated if k is below 14.
func.func @updates(%a: tensor<?x4xui16> {ag.dims = ["k", 4]}) -> tensor<?x?xui16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c12 = arith.constant 12 : index
  %k = tensor.dim %a, %c0 : tensor<?x4xui16>
  %first = arith.subi %k, %c2 : index
  %columns = arith.subi %first, %c12 : index
  %part = ag.slice %a [%first, 1] [%c1, %columns] [2, 1] : tensor<?x4xui16> -> tensor<?x?xui16>
  %zero = ag.sub %part, %part : tensor<?x?xui16>, tensor<?x?xui16> -> tensor<?x?xui16>
  %r:3 = scf.while (%i = %c0, %x = %part, %y = %zero) : (index, tensor<?x?xui16>, tensor<?x?xui16>) -> (index, tensor<?x?xui16>, tensor<?x?xui16>) {
    %more = arith.cmpi ult, %i, %c3 : index
    scf.condition(%more) %i, %x, %y : index, tensor<?x?xui16>, tensor<?x?xui16>
  } do {
  ^bb0(%i: index, %x: tensor<?x?xui16>, %y: tensor<?x?xui16>):
    %next = arith.addi %i, %c1 : index
    scf.yield %next, %zero, %x : index, tensor<?x?xui16>, tensor<?x?xui16>
  }
  return %r#2 : tensor<?x?xui16>
}

// No range of one size says that the other is smaller.
func.func @apart(%x: tensor<?xf32> {ag.dims = ["m"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %x, %c0 : tensor<?xf32>
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %d = arith.subi %m, %n : index
  %s = ag.reduce sum %x [0] : tensor<?xf32> -> tensor<f32>
  %q = ag.broadcast %s [] (%d) : tensor<f32> -> tensor<?xf32>
  %t = ag.tanh %q : tensor<?xf32>
  %r = ag.contract "i,j->ij" %q, %t : tensor<?xf32>, tensor<?xf32> -> tensor<?x?xf32>
  %z = ag.transpose %r [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  return %z : tensor<?x?xf32>
}

func.func @results(%b: tensor<?xf32> {ag.dims = ["k"]}) -> (tensor<?xf32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %k = tensor.dim %b, %c0 : tensor<?xf32>
  %m = arith.subi %k, %c3 : index
  %s = arith.constant dense<2.0> : tensor<f32>
  %q = ag.broadcast %s [] (%m) : tensor<f32> -> tensor<?xf32>
  %i = ag.iota 0 (%m) : tensor<?xi32>
  return %q, %i : tensor<?xf32>, tensor<?xi32>
}
