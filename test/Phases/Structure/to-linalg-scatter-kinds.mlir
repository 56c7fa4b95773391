// A scatter that sets elements inserts updates as they are, one after the other; one that takes extrema combines them
// in the type of the elements.
// RUN: ag-opt --ag-to-linalg --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-to-linalg %s -o %t
// RUN: ag-run %s --entry=set --dim n=20 --input=randn:1 --input=iota --input=randn:2 --same-as=%t
// RUN: ag-run %s --entry=extrema --input=randn:1 --input=iota --input=randn:2 --precision=declared --same-as=%t
// RUN: ag-run %s --entry=set --dim n=20 --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=set --dim n=0 --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=extrema --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=flags --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=set --dim n=20 --on=emulator --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: env AG_EMULATOR=order=random:5 ag-run %s --entry=set --dim n=300 --on=emulator --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: env AG_EMULATOR=order=random:5 ag-run %s --entry=extrema --on=emulator --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=few --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-opt --to=allocate --threads=1 %s | FileCheck %s --check-prefix=BUFFERS

// CHECK-LABEL: func @set
// CHECK: scf.for %[[N:.*]] = %c0 to %{{.*}} step %c1 iter_args(%[[BEFORE:.*]] = %arg0)
// CHECK: %[[MORE:.*]] = tensor.extract_slice %arg2[%[[N]], 0] [1, 3] [1, 1]
// CHECK: %[[NEXT:.*]] = tensor.insert_slice %[[MORE]] into %[[BEFORE]][%{{.*}}, 0] [1, 3] [1, 1]
// CHECK: scf.yield %[[NEXT]]
// No iteration copies the tensor; the caller's argument is copied once.
// BUFFERS-LABEL: func.func @set(
// BUFFERS-SAME: ag.workspace_bytes = 0
// BUFFERS: memref<9x3xf32> to memref<9x3xf32>
// BUFFERS-NOT: memref<9x3xf32> to memref<9x3xf32>
// BUFFERS: return
func.func @set(%x: tensor<9x3xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}, %u: tensor<?x3xf32> {ag.dims = ["n", 3]}) -> tensor<9x3xf32> {
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<9x3xf32>, tensor<?xi32>, tensor<?x3xf32> -> tensor<9x3xf32>
  return %0 : tensor<9x3xf32>
}

// CHECK-LABEL: func @extrema
// CHECK: scf.for {{.*}} -> (tensor<2x4xbf16>)
// CHECK: scf.if {{.*}} -> (tensor<2x4xbf16>)
// CHECK: arith.maximumf
// CHECK: arith.minimumf
func.func @extrema(%x: tensor<2x4xbf16>, %i: tensor<30xi8>, %u: tensor<2x30xbf16>) -> (tensor<2x4xbf16>, tensor<2x4xbf16>) {
  %0 = ag.scatter max 1 drop %x, %i, %u : tensor<2x4xbf16>, tensor<30xi8>, tensor<2x30xbf16> -> tensor<2x4xbf16>
  %1 = ag.scatter min 1 drop %x, %i, %u : tensor<2x4xbf16>, tensor<30xi8>, tensor<2x30xbf16> -> tensor<2x4xbf16>
  return %0, %1 : tensor<2x4xbf16>, tensor<2x4xbf16>
}

// CHECK-LABEL: func @flags
// CHECK: tensor.insert_slice {{.*}} : tensor<i8> into tensor<4xi8>
func.func @flags(%x: tensor<4xi1>, %i: tensor<5xi64>, %u: tensor<5xi1>) -> tensor<4xi1> {
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<4xi1>, tensor<5xi64>, tensor<5xi1> -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// Few indices of a large tensor are visited once, too: extrema and moved elements need no rounding.
// CHECK-LABEL: func @few
// CHECK-NOT: f32
// CHECK-COUNT-2: scf.for
// CHECK-NOT: scf.for
// CHECK: return
func.func @few(%x: tensor<90x3xbf16>, %i: tensor<5xi32>, %u: tensor<5x3xbf16>) -> (tensor<90x3xbf16>, tensor<90x3xbf16>) {
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<90x3xbf16>, tensor<5xi32>, tensor<5x3xbf16> -> tensor<90x3xbf16>
  %1 = ag.scatter max 0 clamp %x, %i, %u : tensor<90x3xbf16>, tensor<5xi32>, tensor<5x3xbf16> -> tensor<90x3xbf16>
  return %0, %1 : tensor<90x3xbf16>, tensor<90x3xbf16>
}
