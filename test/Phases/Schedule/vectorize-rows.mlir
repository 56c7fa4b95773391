// RUN: ag-opt %s --march=x86-64-v3 --ag-vectorize-rows --canonicalize --cse | FileCheck %s

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>
#j = affine_map<(i, j) -> (j)>

// A dynamic row is full vectors and a masked one. A value that does not change
// along the row stays scalar.
// CHECK-LABEL: func @map
// CHECK: scf.for %[[I:[a-z0-9]+]] =
// CHECK:   %[[WHOLE:.*]] = affine.apply
// CHECK:   scf.for %[[J:[a-z0-9]+]] = %c0 to %[[WHOLE]] step %c8
// CHECK:     vector.transfer_read %arg0[%[[I]], %[[J]]], {{.*}} {in_bounds = [true]} : tensor<?x?xf32>, vector<8xf32>
// CHECK:     tensor.extract %arg1[%[[I]]]
// CHECK:     math.exp {{.*}} : vector<8xf32>
// CHECK:   scf.for %[[J:[a-z0-9]+]] = %[[WHOLE]]
// CHECK:     %[[MASK:.*]] = vector.create_mask
// CHECK:     vector.transfer_write {{.*}}, %[[MASK]] {in_bounds = [true]}
// CHECK-NOT: linalg
func.func @map(%x: tensor<?x?xf32>, %s: tensor<?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %s : tensor<?x?xf32>, tensor<?xf32>) outs(%y : tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %e = math.exp %d : f32
    linalg.yield %e : f32
  } -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Each lane accumulates along a reduction; lanes past the end keep their value.
// CHECK-LABEL: func @max_of_rows
// CHECK-DAG: %[[LOWEST:.*]] = arith.constant dense<0xFF800000> : vector<32xf32>
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %[[LOWEST]]) -> (vector<32xf32>)
// CHECK:   arith.maximumf
// CHECK: scf.for
// CHECK:   arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<32xi1>, vector<32xf32>
// CHECK: vector.reduction <maximumf>, {{.*}} : vector<32xf32> into f32
// CHECK: tensor.insert
// CHECK-NOT: linalg
func.func @max_of_rows(%x: tensor<4x?xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %r = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x?xf32>) outs(%y : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %a, %o : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// Sums of columns are vectors of sums.
// CHECK-LABEL: func @sum_of_columns
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c8
// CHECK:   scf.for %{{.*}} = %c0 to %{{.*}} step %c1 {{.*}} -> (vector<8xf32>)
// CHECK:   vector.transfer_write
// CHECK-NOT: linalg
func.func @sum_of_columns(%x: tensor<?x64xf32>) -> tensor<64xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
  %r = linalg.generic {indexing_maps = [#ij, #j], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x64xf32>) outs(%f : tensor<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  return %r : tensor<64xf32>
}
