// Constants and static sizes of a group's operands are propagated into it, and those of its results out of it.
// RUN: ag-opt %s --canonicalize -o %t && FileCheck %s < %t
// RUN: ag-run %t --entry=rows --input=randn:1 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>

// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>
// CHECK: %[[R:.*]] = ag.fused (%[[A:.*]] = %[[X]] : tensor<4x8xf32>, %{{.*}} = %{{.*}} : index) -> tensor<4x8xf32>
// CHECK: %[[E:.*]] = tensor.empty() : tensor<4x8xf32>
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<8xf32>) outs(%[[E]] : tensor<4x8xf32>)
// CHECK: linalg.add ins(%[[A]], %{{.*}} : tensor<4x8xf32>, tensor<4x8xf32>)
// CHECK: ag.yield %{{.*}} : tensor<4x8xf32>
// CHECK: return %[[R]] : tensor<4x8xf32>
func.func @rows(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %c4 = arith.constant 4 : index
  %cast = tensor.cast %x : tensor<4x8xf32> to tensor<?x8xf32>
  %0 = ag.fused (%a = %cast : tensor<?x8xf32>, %n = %c4 : index) -> tensor<?x8xf32> {
    %ones = arith.constant dense<1.0> : tensor<8xf32>
    %e = tensor.empty(%n) : tensor<?x8xf32>
    %1 = linalg.generic {indexing_maps = [#j, #ij], iterator_types = ["parallel", "parallel"]}
        ins(%ones : tensor<8xf32>) outs(%e : tensor<?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %i = linalg.index 0 : index
      %k = arith.index_cast %i : index to i64
      %f = arith.sitofp %k : i64 to f32
      %g = arith.addf %f, %in : f32
      linalg.yield %g : f32
    } -> tensor<?x8xf32>
    %2 = linalg.add ins(%a, %1 : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
    ag.yield %2 : tensor<?x8xf32>
  }
  %r = tensor.cast %0 : tensor<?x8xf32> to tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// Ops of ag keep the types that they were written with.
// CHECK-LABEL: func.func @typed(
// CHECK: ag.fused (%{{.*}} = %{{.*}} : tensor<?xf32>) -> tensor<?xf32>
func.func @typed(%x: tensor<8xf32>) -> tensor<?xf32> {
  %cast = tensor.cast %x : tensor<8xf32> to tensor<?xf32>
  %0 = ag.fused (%a = %cast : tensor<?xf32>) -> tensor<?xf32> {
    %1 = ag.exp %a : tensor<?xf32>
    ag.yield %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}
