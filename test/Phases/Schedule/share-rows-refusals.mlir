// A reduction with another user has loops of its own.
// RUN: ag-opt %s --ag-fuse-shared -o %t && FileCheck %s --input-file %t
// RUN: ag-compile %s --remarks=missed -o %t.o 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-run %s --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

// REMARKS: refusals.mlir:[[#@LINE+10]]:8: remark: [ag-fuse-shared] missed loops: has loops of its own: an op outside of the loop uses it
// CHECK-LABEL: func @main
// CHECK-NOT: scf.for
// CHECK: return
func.func @main(%x: tensor<6x37xf32>) -> (tensor<6x37xf32>, tensor<6x1xf32>) {
  %z = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<6x37xf32>
  %x1 = linalg.exp ins(%x : tensor<6x37xf32>) outs(%e0 : tensor<6x37xf32>) -> tensor<6x37xf32>
  %e = tensor.empty() : tensor<6x1xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<6x1xf32>) -> tensor<6x1xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>], iterator_types = ["parallel", "reduction"]}
      ins(%x1 : tensor<6x37xf32>) outs(%f : tensor<6x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = arith.addf %in, %out : f32
    linalg.yield %1 : f32
  } -> tensor<6x1xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x1, %0 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%e0 : tensor<6x37xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %1 = arith.divf %in, %s : f32
    linalg.yield %1 : f32
  } -> tensor<6x37xf32>
  return %2, %0 : tensor<6x37xf32>, tensor<6x1xf32>
}
