// RUN: ag-opt %s --target=cuda --to=schedule -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=softmax --input=randn:1 --dim n=9 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=emulator --poison-memory --input=randn:1 --dim n=9 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=emulator --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %s --entry=product --on=emulator --poison-memory --input=randn:1 --dim n=70 --same-as=%s
// RUN: ag-run %s --entry=attention --on=emulator --poison-memory --input=randn:1 --dim n=70 --same-as=%s
// RUN: ag-run %s --entry=both --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=alone --on=emulator --poison-memory --input=randn:1 --same-as=%s

// A block computes two rows, and holds what is between the ops.
// CHECK-LABEL: func.func @softmax(
// CHECK: scf.forall (%[[B:.*]]) in (%{{.*}}) shared_outs(%[[OUT:.*]] = %{{.*}}) -> (tensor<?x400xf32>) {
// CHECK: %[[ROWS:.*]] = affine.min
// CHECK: linalg.generic
// CHECK-SAME: "reduction"
// CHECK: linalg.generic
// CHECK: linalg.generic
// CHECK-SAME: "reduction"
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%{{.*}}, 0] [%[[ROWS]], 400] [1, 1]
// CHECK: mapping = [#gpu.block<x>]}
// CHECK-NOT: linalg
// CHECK: return
func.func @softmax(%x: tensor<?x400xf32> {ag.dims = ["n", 400]}) -> tensor<?x400xf32> {
  %m = ag.reduce max %x [1] : tensor<?x400xf32> -> tensor<?xf32>
  %b = ag.broadcast %m [0] : tensor<?xf32> -> tensor<?x400xf32>
  %d = ag.sub %x, %b : tensor<?x400xf32>
  %e = ag.exp %d : tensor<?x400xf32>
  %s = ag.reduce sum %e [1] : tensor<?x400xf32> -> tensor<?xf32>
  %t = ag.broadcast %s [0] : tensor<?xf32> -> tensor<?x400xf32>
  %y = ag.div %e, %t : tensor<?x400xf32>
  return %y : tensor<?x400xf32>
}

// The bias and the function are computed on the tile of the product, in two
// dimensions of blocks. The result is written once.
// CHECK-LABEL: func.func @product(
// CHECK: scf.forall
// CHECK: affine.delinearize_index
// CHECK: linalg.generic
// CHECK-SAME: ["parallel", "parallel", "reduction"]
// CHECK: linalg.generic
// CHECK-SAME: ["parallel", "parallel"]
// CHECK: math.tanh
// CHECK: {ag.work = {bytes = "460 * n + 12300", flops = "6150 * n"}, mapping = [#gpu.block<x>]}
// CHECK-NEXT: return
func.func @product(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}, %w: tensor<40x75xf32>, %b: tensor<75xf32>) -> tensor<?x75xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x40xf32>
  %p = ag.contract "ik,kj->ij" %x, %w : tensor<?x40xf32>, tensor<40x75xf32> -> tensor<?x75xf32>
  %c = ag.broadcast %b [1] (%n) : tensor<75xf32> -> tensor<?x75xf32>
  %s = ag.add %p, %c : tensor<?x75xf32>
  %y = ag.tanh %s : tensor<?x75xf32>
  return %y : tensor<?x75xf32>
}

// A loop over keys is inside of each block, of 32 queries.
// CHECK-LABEL: func.func @attention(
// CHECK: scf.forall
// CHECK: scf.for %
// CHECK: linalg.generic
// CHECK: mapping = [#gpu.block<x>]}
// CHECK-NOT: scf.forall
// CHECK: return
func.func @attention(%q: tensor<?x16xf32> {ag.dims = ["n", 16]}, %k: tensor<?x16xf32> {ag.dims = ["n", 16]},
                     %v: tensor<?x16xf32> {ag.dims = ["n", 16]}) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %q, %c0 : tensor<?x16xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<?x16xf32>, tensor<?x16xf32> -> tensor<?x?xf32>
  %m = ag.reduce max %s [1] : tensor<?x?xf32> -> tensor<?xf32>
  %mb = ag.broadcast %m [0] (%n) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %s, %mb : tensor<?x?xf32>
  %e = ag.exp %d : tensor<?x?xf32>
  %l = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %lb = ag.broadcast %l [0] (%n) : tensor<?xf32> -> tensor<?x?xf32>
  %p = ag.div %e, %lb : tensor<?x?xf32>
  %y = ag.contract "ij,jd->id" %p, %v : tensor<?x?xf32>, tensor<?x16xf32> -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// Both values are results, and one of them is read as well.
// CHECK-LABEL: func.func @both(
// CHECK: = scf.forall
// CHECK-SAME: -> (tensor<70x300xf32>, tensor<70x300xf32>)
// CHECK-NOT: = scf.forall
// CHECK: return
func.func @both(%x: tensor<70x300xf32>) -> (tensor<70x300xf32>, tensor<70x300xf32>) {
  %e = ag.exp %x : tensor<70x300xf32>
  %s = ag.sin %e : tensor<70x300xf32>
  return %e, %s : tensor<70x300xf32>, tensor<70x300xf32>
}

// One block computes all, in tensors of its own. Tensors of the same size are
// in front of it.
// CHECK-LABEL: func.func @alone(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: %[[OWN:.*]] = tensor.empty() : tensor<64xf32>
// CHECK: linalg.fill ins(%{{.*}}) outs(%[[OWN]] : tensor<64xf32>)
// CHECK: return
func.func @alone(%q: tensor<64x48xf32>, %v: tensor<48x8xf32>) -> (tensor<64x8xf32>, tensor<64xf32>) {
  %m = ag.reduce max %q [1] : tensor<64x48xf32> -> tensor<64xf32>
  %b = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x48xf32>
  %d = ag.sub %q, %b : tensor<64x48xf32>
  %e = ag.exp %d : tensor<64x48xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<64x48xf32>, tensor<48x8xf32> -> tensor<64x8xf32>
  %s = ag.reduce sum %o [1] : tensor<64x8xf32> -> tensor<64xf32>
  return %o, %s : tensor<64x8xf32>, tensor<64xf32>
}
