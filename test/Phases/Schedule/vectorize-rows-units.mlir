// Trailing unit dimensions, as in images of one channel, do not prevent
// vectors. Results are written to their destination without a copy.
// RUN: ag-opt %s --march=x86-64-v3 --to=schedule | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | FileCheck %s --check-prefix=BUFFERS
// RUN: ag-run %s --entry=sum --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --dim n=3 --dim m=19 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --dim n=1 --dim m=1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --dim n=2 --dim m=0 --same-as=%s
// RUN: ag-run %s --entry=channel --on=cpu --march=x86-64-v3 --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=counter --on=cpu --march=x86-64-v3 --poison-memory --same-as=%s
// RUN: ag-compile %s -o %t.o --remarks=missed 2>&1 | FileCheck %s --check-prefix=MISSED
// MISSED-NOT: plain loops
// MISSED: _one_run: 100 FLOP
// MISSED-NOT: plain loops

// CHECK-LABEL: func.func @sum(
// CHECK: %[[ROW:.*]] = tensor.extract_slice %arg0[0, 0, 0, 0] {{.*}} to tensor<4x33xf32>
// CHECK: vector.transfer_read %[[ROW]]{{.*}} : tensor<4x33xf32>, vector<8xf32>
// CHECK: %[[WRITTEN:.*]] = vector.transfer_write {{.*}} : vector<8xf32>, tensor<4x33xf32>
// CHECK: tensor.insert_slice %[[WRITTEN]] into
// BUFFERS-LABEL: func.func @sum(
// BUFFERS-SAME: ag.workspace_bytes = 0
// BUFFERS-NOT: memref.copy
// BUFFERS-LABEL: func.func private @dynamic
func.func @sum(%x: tensor<4x33x1x1xf32>, %y: tensor<4x33x1x1xf32>) -> tensor<4x33x1x1xf32> {
  %0 = ag.add %x, %y : tensor<4x33x1x1xf32>
  return %0 : tensor<4x33x1x1xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK: vector.transfer_write {{.*}} : vector<8xf32>, tensor<?x?xf32>
// BUFFERS-LABEL: func.func @dynamic(
// BUFFERS-NOT: memref.copy
// BUFFERS-LABEL: func.func private @channel
func.func @dynamic(%x: tensor<?x?x1xf32> {ag.dims = ["n", "m", 1]}, %y: tensor<?x1xf32> {ag.dims = ["m", 1]}) -> tensor<?x?x1xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x?x1xf32>
  %b = ag.broadcast %y [1, 2] (%n) : tensor<?x1xf32> -> tensor<?x?x1xf32>
  %0 = ag.mul %b, %x : tensor<?x?x1xf32>
  return %0 : tensor<?x?x1xf32>
}

// The elements of one channel of several are not contiguous.
func.func @channel(%x: tensor<4x33x3xf32>) -> (tensor<4x33x1xf32>, tensor<4x33x3xf32>) {
  %0 = tensor.extract_slice %x[0, 0, 1] [4, 33, 1] [1, 1, 1] : tensor<4x33x3xf32> to tensor<4x33x1xf32>
  %1 = ag.mul %0, %0 : tensor<4x33x1xf32>
  %2 = tensor.insert_slice %1 into %x[0, 0, 2] [4, 33, 1] [1, 1, 1] : tensor<4x33x1xf32> into tensor<4x33x3xf32>
  return %1, %2 : tensor<4x33x1xf32>, tensor<4x33x3xf32>
}

// CHECK-LABEL: func.func @counter(
// CHECK: vector.step
func.func @counter() -> tensor<3x21x1xi32> {
  %0 = ag.iota 1 : tensor<3x21x1xi32>
  return %0 : tensor<3x21x1xi32>
}

// One element needs no loop, and no remark.
func.func @one(%x: tensor<1x7x7x1xf32>, %w: tensor<1x1x1xf32>) -> tensor<1x1x1xf32> {
  %0 = ag.contract "nyxc,nyxc->nc" %x, %x : tensor<1x7x7x1xf32>, tensor<1x7x7x1xf32> -> tensor<1x1xf32>
  %1 = ag.contract "nc,uvc->uvc" %0, %w : tensor<1x1xf32>, tensor<1x1x1xf32> -> tensor<1x1x1xf32>
  return %1 : tensor<1x1x1xf32>
}
