// RUN: ag-opt --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --ag-tile-groups --remarks-filter=ag-tile-groups %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-run %t.mlir --entry=rows --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=rest --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=opened --input=randn:1 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#j = affine_map<(i, j) -> (j)>

// An iteration computes one row of each op, and threads may share the loop. Ops on the weight alone are before it.
// REMARKS: [Passed] group | {{.*}}Function=rows | Remark="3 of 4 ops are computed in tiles of 1"
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<6x40xf32>, %[[W:[a-z0-9]+]]: tensor<40xf32>
// CHECK-NOT: ag.fused
// CHECK: %[[V:.*]] = linalg.exp {{.*}}ins(%[[W]] : tensor<40xf32>)
// CHECK: %[[R:.*]]:2 = scf.for %[[I:.*]] = %c0 to %c6 step %c1 iter_args(%[[S:.*]] = %{{.*}}, %[[Y:.*]] = %{{.*}}) -> (tensor<6xf32>, tensor<6x40xf32>) {
// CHECK-DAG: %[[ROW:.*]] = tensor.extract_slice %[[X]][%[[I]], 0] [1, 40] [1, 1]
// CHECK: %[[E:.*]] = linalg.exp {{.*}}ins(%[[ROW]] : tensor<1x40xf32>) outs(%{{.*}} : tensor<1x40xf32>)
// CHECK: %[[PLACE:.*]] = tensor.extract_slice %[[S]][%[[I]]] [1] [1]
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}}ins(%cst : f32) outs(%[[PLACE]] : tensor<1xf32>)
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[E]] : tensor<1x40xf32>) outs(%[[ZERO]] : tensor<1xf32>)
// CHECK: tensor.insert_slice %[[SUM]] into %[[S]][%[[I]]] [1] [1]
// CHECK: linalg.generic {{.*}} ins(%[[E]], %[[SUM]], %[[V]] : tensor<1x40xf32>, tensor<1xf32>, tensor<40xf32>) outs(%{{.*}} : tensor<1x40xf32>)
// CHECK: scf.yield
// CHECK-NEXT: } {{{.*}}ag.parallel}
// CHECK: return %[[R]]#1, %[[R]]#0
func.func @rows(%x: tensor<6x40xf32>, %w: tensor<40xf32>) -> (tensor<6x40xf32>, tensor<6xf32>) {
  %r:2 = ag.fused (%a = %x : tensor<6x40xf32>, %b = %w : tensor<40xf32>) -> (tensor<6x40xf32>, tensor<6xf32>) {
    %zero = arith.constant 0.0 : f32
    %e0 = tensor.empty() : tensor<6x40xf32>
    %e1 = tensor.empty() : tensor<6xf32>
    %e2 = tensor.empty() : tensor<40xf32>
    %v = linalg.exp ins(%b : tensor<40xf32>) outs(%e2 : tensor<40xf32>) -> tensor<40xf32>
    %e = linalg.exp ins(%a : tensor<6x40xf32>) outs(%e0 : tensor<6x40xf32>) -> tensor<6x40xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e1 : tensor<6xf32>) -> tensor<6xf32>
    %s = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%e : tensor<6x40xf32>) outs(%f : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    } -> tensor<6xf32>
    %y = linalg.generic {indexing_maps = [#ij, #i, #j, #ij], iterator_types = ["parallel", "parallel"]} ins(%e, %s, %v : tensor<6x40xf32>, tensor<6xf32>, tensor<40xf32>) outs(%e0 : tensor<6x40xf32>) {
    ^bb0(%in: f32, %sum: f32, %weight: f32, %out: f32):
      %t = arith.divf %in, %sum : f32
      %u = arith.mulf %t, %weight : f32
      linalg.yield %u : f32
    } -> tensor<6x40xf32>
    ag.yield %y, %s : tensor<6x40xf32>, tensor<6xf32>
  }
  return %r#0, %r#1 : tensor<6x40xf32>, tensor<6xf32>
}

// Tiles have 64 columns; the remainder is computed after the loop.
// REMARKS: [Passed] group | {{.*}}Function=rest | Remark="2 of 2 ops are computed in tiles of 64"
// CHECK-LABEL: func.func @rest(
// CHECK: %[[WHOLE:.*]] = scf.for %{{.*}} = %c0 to %c128 step %c64
// CHECK: tensor<5x64xf32>
// CHECK: } {{{.*}}ag.parallel}
// CHECK: tensor.extract_slice %{{.*}}[0, 128] [5, 22] [1, 1]
// CHECK: tensor.insert_slice %{{.*}} into %[[WHOLE]][0, 128] [5, 22] [1, 1]
// CHECK-NEXT: return
func.func @rest(%x: tensor<5x150xf32>, %s: tensor<150xf32>) -> tensor<5x150xf32> {
  %r = ag.fused (%a = %x : tensor<5x150xf32>, %b = %s : tensor<150xf32>) -> tensor<5x150xf32> {
    %e = tensor.empty() : tensor<5x150xf32>
    %s1 = linalg.reduce ins(%a : tensor<5x150xf32>) outs(%b : tensor<150xf32>) dimensions = [0]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %y = linalg.generic {indexing_maps = [#ij, #j, #ij], iterator_types = ["parallel", "parallel"]} ins(%a, %s1 : tensor<5x150xf32>, tensor<150xf32>) outs(%e : tensor<5x150xf32>) {
    ^bb0(%in: f32, %sum: f32, %out: f32):
      %t = arith.subf %in, %sum : f32
      linalg.yield %t : f32
    } -> tensor<5x150xf32>
    ag.yield %y : tensor<5x150xf32>
  }
  return %r : tensor<5x150xf32>
}

// Element-wise ops need no loop of their own.
// REMARKS: [Analysis] group | {{.*}}Function=opened | Remark="2 ops need no loop of their own"
// CHECK-LABEL: func.func @opened(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-NOT: scf.for
// CHECK: %[[E:.*]] = linalg.exp {{.*}}ins(%[[X]]
// CHECK: %[[Y:.*]] = linalg.tanh {{.*}}ins(%[[E]]
// CHECK: return %[[Y]]
func.func @opened(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %empty = tensor.empty() : tensor<4xf32>
    %e = linalg.exp ins(%a : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    %t = linalg.tanh ins(%e : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    ag.yield %t : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
