// Factors and divisors that depend on parameters alone are moved into one.
// RUN: ag-opt --ag-join-factors %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=batchNorm --input=randn:1 --weights=iota --same-as=%s
// RUN: ag-run %t --entry=front --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %t --entry=scores --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %t --entry=number --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %t --entry=inLoop --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-opt --ag-join-factors %t | diff %t -
// The same on linalg ops; the scale is computed in load.
// RUN: ag-opt --to=structure %s -o %t.linalg
// RUN: ag-opt --ag-join-factors %t.linalg -o %t.joined
// RUN: FileCheck %s --check-prefix=LINALG --input-file=%t.joined
// RUN: ag-run %t.joined --entry=batchNorm --input=randn:1 --weights=iota --same-as=%s
// RUN: ag-opt --to=trace %s | ag-opt --ag-join-factors --fuse | ag-opt --to=schedule | FileCheck %s --check-prefix=LOAD

// The mean is scaled as well, at its own size; both shifts stay.
// CHECK-LABEL: func.func @batchNorm(
// CHECK: %[[W:.*]] = ag.parameter "w"
// CHECK: %[[SD:.*]] = ag.sqrt
// CHECK: %[[D:.*]] = ag.div %[[W]], %{{.*}} : tensor<3x3x3x4xf32>
// CHECK: %[[M:.*]] = ag.mul %[[D]], %{{.*}} : tensor<3x3x3x4xf32>
// CHECK: %[[Y:.*]] = ag.contract "n(y+u)(x+v)i,uvio->nyxo" %arg0, %[[M]]
// CHECK: ag.div %{{.*}}, %[[SD]] : tensor<4xf32>
// CHECK-NOT: ag.mul %{{.*}} : tensor<2x6x6x4xf32>
// CHECK: ag.sub %[[Y]], %{{.*}} : tensor<2x6x6x4xf32>
// CHECK: ag.add
// CHECK-NEXT: return
// LINALG-LABEL: func.func @batchNorm(
// LINALG-NOT: mulf {{.*}}2x6x6x4
// LINALG: return
// LOAD-LABEL: func.func @batchNorm(
// LOAD-SAME: tensor<{{[^>]*}}> {ag.parameter = "ag.prepared.{{[0-9]}}"}
func.func @batchNorm(%x: tensor<2x8x8x3xf32>) -> tensor<2x6x6x4xf32> {
  %w = ag.parameter "w" : tensor<3x3x3x4xf32>
  %mean = ag.parameter "mean" : tensor<4xf32>
  %variance = ag.parameter "variance" : tensor<4xf32>
  %gamma = ag.parameter "gamma" : tensor<4xf32>
  %beta = ag.parameter "beta" : tensor<4xf32>
  %eps = arith.constant dense<1.0e-5> : tensor<4xf32>
  %y = ag.contract "n(y+u)(x+v)i,uvio->nyxo" %x, %w : tensor<2x8x8x3xf32>, tensor<3x3x3x4xf32> -> tensor<2x6x6x4xf32>
  %mb = ag.broadcast %mean [3] : tensor<4xf32> -> tensor<2x6x6x4xf32>
  %d = ag.sub %y, %mb : tensor<2x6x6x4xf32>
  %ve = ag.add %variance, %eps : tensor<4xf32>
  %sd = ag.sqrt %ve : tensor<4xf32>
  %sb = ag.broadcast %sd [3] : tensor<4xf32> -> tensor<2x6x6x4xf32>
  %q = ag.div %d, %sb : tensor<2x6x6x4xf32>
  %g1 = ag.reshape %gamma : tensor<4xf32> -> tensor<1x1x1x4xf32>
  %gb = ag.broadcast %g1 [0, 1, 2, 3] : tensor<1x1x1x4xf32> -> tensor<2x6x6x4xf32>
  %s = ag.mul %q, %gb : tensor<2x6x6x4xf32>
  %bb = ag.broadcast %beta [3] : tensor<4xf32> -> tensor<2x6x6x4xf32>
  %z = ag.add %s, %bb : tensor<2x6x6x4xf32>
  return %z : tensor<2x6x6x4xf32>
}

// A factor before products is moved into the rows of each product's weights.
// CHECK-LABEL: func.func @front(
// CHECK-DAG: %[[W1:.*]] = ag.parameter "w1"
// CHECK-DAG: %[[W2:.*]] = ag.parameter "w2"
// CHECK: %[[M1:.*]] = ag.mul %[[W1]]
// CHECK: ag.contract "ij,jk->ik" %arg0, %[[M1]]
// CHECK: %[[T:.*]] = ag.transpose %arg0
// CHECK: %[[M2:.*]] = ag.mul %[[W2]]
// CHECK: ag.contract "ji,kj->ik" %[[T]], %[[M2]]
func.func @front(%x: tensor<8x4xf32>) -> (tensor<8x6xf32>, tensor<8x5xf32>) {
  %g = ag.parameter "g" : tensor<4xf32>
  %w1 = ag.parameter "w1" : tensor<4x6xf32>
  %w2 = ag.parameter "w2" : tensor<5x4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %s = ag.mul %x, %gb : tensor<8x4xf32>
  %y1 = ag.contract "ij,jk->ik" %s, %w1 : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %t = ag.transpose %s [1, 0] : tensor<8x4xf32> -> tensor<4x8xf32>
  %y2 = ag.contract "ji,kj->ik" %t, %w2 : tensor<4x8xf32>, tensor<5x4xf32> -> tensor<8x5xf32>
  return %y1, %y2 : tensor<8x6xf32>, tensor<8x5xf32>
}

// A constant is moved up to the parameters: here those of the queries.
// CHECK-LABEL: func.func @scores(
// CHECK-DAG: %[[WQ:.*]] = ag.parameter "wq"
// CHECK-DAG: %[[B:.*]] = ag.parameter "bq"
// CHECK: %[[M:.*]] = ag.div %[[WQ]], %cst
// CHECK: ag.contract "ij,jk->ik" %arg0, %[[M]]
// CHECK: ag.div %[[B]]
// CHECK: %[[S:.*]] = ag.contract "ij,kj->ik"
// CHECK-NEXT: return %[[S]]
func.func @scores(%x: tensor<8x4xf32>) -> tensor<8x8xf32> {
  %w1 = ag.parameter "wq" : tensor<4x6xf32>
  %w2 = ag.parameter "wk" : tensor<4x6xf32>
  %b = ag.parameter "bq" : tensor<6xf32>
  %c = arith.constant dense<2.5> : tensor<8x8xf32>
  %q = ag.contract "ij,jk->ik" %x, %w1 : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %bb = ag.broadcast %b [1] : tensor<6xf32> -> tensor<8x6xf32>
  %qb = ag.add %q, %bb : tensor<8x6xf32>
  %k = ag.contract "ij,jk->ik" %x, %w2 : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %s = ag.contract "ij,kj->ik" %qb, %k : tensor<8x6xf32>, tensor<8x6xf32> -> tensor<8x8xf32>
  %d = ag.div %s, %c : tensor<8x8xf32>
  return %d : tensor<8x8xf32>
}

// A constant tensor gets the size of the factor.
// CHECK-LABEL: func.func @number(
// CHECK: ag.mul %{{.*}} : tensor<6xf32>
// CHECK: ag.add
// CHECK-NEXT: return
func.func @number(%x: tensor<8x4xf32>) -> tensor<8x6xf32> {
  %w = ag.parameter "w4" : tensor<4x6xf32>
  %g = ag.parameter "g6" : tensor<6xf32>
  %c = arith.constant dense<1.5> : tensor<8x6xf32>
  %q = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %a = ag.add %q, %c : tensor<8x6xf32>
  %gb = ag.broadcast %g [1] : tensor<6xf32> -> tensor<8x6xf32>
  %y = ag.mul %gb, %a : tensor<8x6xf32>
  return %y : tensor<8x6xf32>
}

// CHECK-LABEL: func.func @inLoop(
// CHECK: scf.for
// CHECK: %[[M:.*]] = ag.mul %{{.*}} : tensor<4x4xf32>
// CHECK: ag.contract "ij,jk->ik" %{{.*}}, %[[M]]
// CHECK-NEXT: scf.yield
func.func @inLoop(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %w = ag.parameter "w44" : tensor<4x4xf32>
  %g = ag.parameter "g44" : tensor<4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %z = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<8x4xf32> {
    %y = ag.contract "ij,jk->ik" %a, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
    %s = ag.mul %y, %gb : tensor<8x4xf32>
    scf.yield %s : tensor<8x4xf32>
  }
  return %z : tensor<8x4xf32>
}
