// Updates are added one index after the other, so that those of a repeated index
// add up in order. The dimensions after the indexed one are added at once.
// RUN: ag-opt --ag-to-linalg --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-to-linalg %s -o %t
// RUN: ag-run %s --entry=rows --dim n=20 --input=randn:1 --input=iota --input=randn:2 --same-as=%t
// RUN: ag-run %s --entry=small --input=ones --input=zeros --input=ones --precision=declared --same-as=%t
// RUN: ag-run %s --entry=rows --dim n=20 --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=small --on=cpu --input=ones --input=zeros --input=ones --same-as=%s
// RUN: ag-run %s --entry=empty --on=cpu --input=ones --input=zeros --input=ones --same-as=%s
// RUN: ag-opt --to=allocate --threads=1 %s | FileCheck %s --check-prefix=BUFFERS

// CHECK-LABEL: func @rows
// CHECK: scf.for %[[N:.*]] = %c0 to %{{.*}} step %c1 iter_args(%[[SUMS:.*]] = %arg0)
// CHECK: %[[BELOW:.*]] = arith.minsi %{{.*}}, %c8
// CHECK: %[[PLACE:.*]] = arith.maxsi %[[BELOW]], %c0
// CHECK: %[[ROW:.*]] = tensor.extract_slice %[[SUMS]][%[[PLACE]], 0] [1, 3] [1, 1]
// CHECK: %[[MORE:.*]] = tensor.extract_slice %arg2[%[[N]], 0] [1, 3] [1, 1]
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[MORE]] : tensor<3xf32>) outs(%[[ROW]] : tensor<3xf32>)
// CHECK: tensor.insert_slice %[[SUM]] into %[[SUMS]][%[[PLACE]], 0] [1, 3] [1, 1]
// No iteration copies the sums; the caller's argument is copied once.
// BUFFERS-LABEL: func.func @rows(
// BUFFERS-SAME: ag.workspace_bytes = 0
// BUFFERS: memref<9x3xf32> to memref<9x3xf32>
// BUFFERS-NOT: memref<9x3xf32> to memref<9x3xf32>
// BUFFERS: return
func.func @rows(%x: tensor<9x3xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}, %u: tensor<?x3xf32> {ag.dims = ["n", 3]}) -> tensor<9x3xf32> {
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<9x3xf32>, tensor<?xi32>, tensor<?x3xf32> -> tensor<9x3xf32>
  return %0 : tensor<9x3xf32>
}

// The sum is in f32: 256 + 1 is no bf16, but 257 + 1 is.
// CHECK-LABEL: func @small
// CHECK: arith.extf
// CHECK: scf.for {{.*}} -> (tensor<2x4xf32>)
// CHECK: scf.for {{.*}} -> (tensor<2x4xf32>)
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult
// CHECK: scf.if %[[INSIDE]] -> (tensor<2x4xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[MAP:.*]], #[[MAP]]], iterator_types = []}
// CHECK: arith.addf %{{.*}}, %{{.*}} : f32
// CHECK: } else {
// CHECK: arith.truncf
func.func @small(%x: tensor<2x4xbf16>, %i: tensor<300xi8>, %u: tensor<2x300xbf16>) -> tensor<2x4xbf16> {
  %0 = ag.scatter 1 drop %x, %i, %u : tensor<2x4xbf16>, tensor<300xi8>, tensor<2x300xbf16> -> tensor<2x4xbf16>
  return %0 : tensor<2x4xbf16>
}

// CHECK-LABEL: func @empty
// CHECK: return %arg0
func.func @empty(%x: tensor<4x0xf32>, %i: tensor<3xi32>, %u: tensor<3x0xf32>) -> tensor<4x0xf32> {
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<4x0xf32>, tensor<3xi32>, tensor<3x0xf32> -> tensor<4x0xf32>
  return %0 : tensor<4x0xf32>
}
