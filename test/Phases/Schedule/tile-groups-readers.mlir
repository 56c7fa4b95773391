// RUN: ag-opt --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --ag-tile-groups --remarks-filter=ag-tile-groups %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-run %t.mlir --entry=together --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=turned --input=randn:1 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>

// Both reductions run along the rows of the operand, so a row is read once.
// REMARKS: [Passed] group | {{.*}}Function=together | Remark="2 of 2 ops are computed in tiles of 1"
// CHECK-LABEL: func.func @together(
// CHECK: scf.for %[[I:.*]] = %c0 to %c6 step %c1
// CHECK: %[[ROW:.*]] = tensor.extract_slice %{{.*}}[%[[I]], 0] [1, 40] [1, 1]
// CHECK: linalg.generic {{.*}}ins(%[[ROW]] : tensor<1x40xf32>)
// CHECK: linalg.generic {{.*}}ins(%[[ROW]] : tensor<1x40xf32>)
// CHECK: scf.yield
func.func @together(%x: tensor<6x40xf32>, %z: tensor<6xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
  %r:2 = ag.fused (%a = %x : tensor<6x40xf32>, %b = %z : tensor<6xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
    %s = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<6x40xf32>) outs(%b : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    } -> tensor<6xf32>
    %m = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<6x40xf32>) outs(%b : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %t = arith.maximumf %in, %out : f32
      linalg.yield %t : f32
    } -> tensor<6xf32>
    ag.yield %s, %m : tensor<6xf32>, tensor<6xf32>
  }
  return %r#0, %r#1 : tensor<6xf32>, tensor<6xf32>
}

// One op indexes the operand with both of its loops, which stay separate: rows, in tiles, and columns,
// which are reduced. The rows of the other reduction are these columns, so it is computed separately.
// REMARKS: [Passed] group | {{.*}}Function=turned | Remark="2 of 3 ops are computed in tiles of 64"
// CHECK-LABEL: func.func @turned(
// CHECK: arith.maximumf
// CHECK: arith.mulf
// CHECK: arith.addf
// CHECK: return
func.func @turned(%x: tensor<8x8xf32>, %z: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %r:2 = ag.fused (%a = %x : tensor<8x8xf32>, %b = %z : tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
    %e = tensor.empty() : tensor<8x8xf32>
    %y = linalg.generic {indexing_maps = [#ij, #ji, #ij], iterator_types = ["parallel", "parallel"]} ins(%a, %a : tensor<8x8xf32>, tensor<8x8xf32>) outs(%e : tensor<8x8xf32>) {
    ^bb0(%in: f32, %turned: f32, %out: f32):
      %t = arith.mulf %in, %turned : f32
      linalg.yield %t : f32
    } -> tensor<8x8xf32>
    %s = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%y : tensor<8x8xf32>) outs(%b : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    } -> tensor<8xf32>
    %m = linalg.generic {indexing_maps = [#ji, #i], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<8x8xf32>) outs(%b : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %t = arith.maximumf %in, %out : f32
      linalg.yield %t : f32
    } -> tensor<8xf32>
    ag.yield %s, %m : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}
