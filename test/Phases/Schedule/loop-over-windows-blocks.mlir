// If half of L2 does not hold a result, all window offsets add to a block of
// its images before they add to the next.
// RUN: ag-opt %s --march=x86-64-v3 --ag-loop-over-windows --canonicalize --cse --remarks-filter=ag-loop-over-windows -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %s --entry=images --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=gradient --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=images --on=cpu --march=x86-64-v3 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=images --on=cpu --march=x86-64-v3 --threads=2 --input=randn:1 --atol=1e-4 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=gradient --on=cpu --march=x86-64-v3 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=near --on=cpu --march=x86-64-v3 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | FileCheck %s --check-prefix=BUFFERS

#x = affine_map<(n, y, o, u, i) -> (n, y + u, i)>
#w = affine_map<(n, y, o, u, i) -> (u, i, o)>
#y = affine_map<(n, y, o, u, i) -> (n, y, o)>

// 4 of the 6 images of 64 KiB fit, and 3 divides 6. Each block is filled before
// its window offsets, and nothing is filled before the loop.
// REMARK: Function=images | {{.*}} block=3
// CHECK-LABEL: func @images(
// CHECK: %[[ALL:.*]] = tensor.empty() : tensor<6x256x64xf32>
// CHECK-NOT: linalg.fill
// CHECK: scf.for %[[N:.*]] = %c0 to %c6 step %c3 iter_args(%[[Y:.*]] = %[[ALL]])
// CHECK:   %[[PART:.*]] = tensor.extract_slice %[[Y]][%[[N]], 0, 0] [3, 256, 64] [1, 1, 1]
// CHECK:   %[[ZERO:.*]] = linalg.fill {{.*}} outs(%[[PART]]
// CHECK:   %[[START:.*]] = tensor.insert_slice %[[ZERO]] into %[[Y]][%[[N]], 0, 0]
// CHECK:   %[[SUMS:.*]] = scf.for %[[U:.*]] = %c0 to %c3 step %c1 iter_args(%[[ACC:.*]] = %[[START]])
// CHECK:     tensor.extract_slice %arg0[%[[N]], %[[U]], 0] [3, 256, 4] [1, 1, 1]
// CHECK:     tensor.extract_slice %[[ACC]][%[[N]], 0, 0] [3, 256, 64] [1, 1, 1]
// CHECK:   bufferization.materialize_in_destination %[[SUMS]] in %[[Y]]
// CHECK: {ag.parallel}
// BUFFERS-LABEL: func.func @images(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @images(%x: tensor<6x258x4xf32>, %w: tensor<3x4x64xf32>) -> tensor<6x256x64xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x256x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<6x256x64xf32>) -> tensor<6x256x64xf32>
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<6x258x4xf32>, tensor<3x4x64xf32>) outs(%z : tensor<6x256x64xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<6x256x64xf32>
  return %y : tensor<6x256x64xf32>
}

#g = affine_map<(n, y, i, u, o) -> (n, y, o)>
#f = affine_map<(n, y, i, u, o) -> (u, i, o)>
#d = affine_map<(n, y, i, u, o) -> (n, y + u, i)>

// The result is indexed by a sum and starts from an operand: blocks of 2.
// REMARK: Function=gradient | {{.*}} block=2
// CHECK-LABEL: func @gradient(
// CHECK: scf.for %[[N:.*]] = %c0 to %c4 step %c2 iter_args(%[[D:.*]] = %arg2)
// CHECK-NOT: linalg.fill
// CHECK:   scf.for %[[U:.*]] = %c0 to %c3 step %c1 iter_args(%[[ACC:.*]] = %[[D]])
// CHECK:     tensor.extract_slice %[[ACC]][%[[N]], %[[U]], 0] [2, 254, 128] [1, 1, 1]
func.func @gradient(%g: tensor<4x254x4xf32>, %w: tensor<3x128x4xf32>, %d: tensor<4x256x128xf32>) -> tensor<4x256x128xf32> {
  %y = linalg.generic {indexing_maps = [#g, #f, #d], iterator_types = ["parallel", "reduction", "parallel", "reduction", "reduction"]} ins(%g, %w : tensor<4x254x4xf32>, tensor<3x128x4xf32>) outs(%d : tensor<4x256x128xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x256x128xf32>
  return %y : tensor<4x256x128xf32>
}

// Half of L2 holds all of the first result; L2 holds no image of the second.
// REMARK: Function=near | {{.*}} block=0
// REMARK: Function=far | {{.*}} block=0
// CHECK-LABEL: func @near(
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK-NOT: ag.parallel
// CHECK-LABEL: func @far(
// CHECK-NOT: ag.parallel
func.func @near(%x: tensor<4x258x4xf32>, %w: tensor<3x4x64xf32>, %z: tensor<4x256x64xf32>) -> tensor<4x256x64xf32> {
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<4x258x4xf32>, tensor<3x4x64xf32>) outs(%z : tensor<4x256x64xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x256x64xf32>
  return %y : tensor<4x256x64xf32>
}
func.func @far(%x: tensor<2x4098x4xf32>, %w: tensor<3x4x64xf32>, %z: tensor<2x4096x64xf32>) -> tensor<2x4096x64xf32> {
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<2x4098x4xf32>, tensor<3x4x64xf32>) outs(%z : tensor<2x4096x64xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<2x4096x64xf32>
  return %y : tensor<2x4096x64xf32>
}
