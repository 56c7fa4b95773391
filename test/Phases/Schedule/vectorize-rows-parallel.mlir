// RUN: ag-opt %s --ag-vectorize-rows --canonicalize | FileCheck %s

#ij = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>

// Threads may share the rows, and the full vectors of a row. The remainder of
// the row is one vector.
// CHECK-LABEL: func @map
// CHECK: scf.for
// CHECK: scf.for
// CHECK: } {ag.parallel}
// CHECK: scf.for
// CHECK: vector.create_mask
// CHECK: scf.yield
// CHECK-NEXT: }{{$}}
// CHECK: } {ag.parallel}
func.func @map(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.generic {indexing_maps = [#ij, #ij], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x?xf32>) outs(%y : tensor<?x?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %e = math.exp %a : f32
    linalg.yield %e : f32
  } -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// The rows that a sum runs over are not shared, as its order would change.
// CHECK-LABEL: func @sum
// CHECK: scf.for {{.*}} -> (tensor<?xf32>)
// CHECK:   scf.for {{.*}} -> (vector<8xf32>)
// CHECK:     scf.yield {{.*}} : vector<8xf32>
// CHECK-NEXT: }{{$}}
// CHECK: } {ag.parallel}
func.func @sum(%x: tensor<?x?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.generic {indexing_maps = [#ij, #j], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x?xf32>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %e = arith.addf %a, %o : f32
    linalg.yield %e : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// A parallel loop that does not index the result writes each element in all of
// its iterations. The loop inside it does not, and is shared.
// CHECK-LABEL: func @last
// CHECK: scf.for
// CHECK: } {ag.parallel}
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }{{$}}
func.func @last(%x: tensor<?x16xf32>, %y: tensor<16xf32>) -> tensor<16xf32> {
  %r = linalg.generic {indexing_maps = [#ij, #j], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x16xf32>) outs(%y : tensor<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<16xf32>
  return %r : tensor<16xf32>
}
