// A row's sum as --grad writes it, with a dimension of size 1 added and removed, is the sum.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=rows --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=longer --input=randn:1 --dim=b=3 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --same-as=%s --on=cpu

// REMARKS: [Passed] group | {{.*}}Function=rows | {{.*}}tiles of 1
// CHECK-LABEL: func.func @rows(
// CHECK: scf.for
// CHECK-NOT: tensor.collapse_shape
// CHECK: scf.yield
func.func @rows(%g: tensor<2x512x64xf32>, %v: tensor<2x512x64xf32>, %o: tensor<2x512x64xf32>) -> (tensor<2x512x64xf32>, tensor<2x512x64xf32>) {
  %s = ag.contract "bid,bjd->bij" %g, %v : tensor<2x512x64xf32>, tensor<2x512x64xf32> -> tensor<2x512x512xf32>
  %r = ag.contract "bid,bid->bi" %g, %o : tensor<2x512x64xf32>, tensor<2x512x64xf32> -> tensor<2x512xf32>
  %one = ag.broadcast %r [0, 1] : tensor<2x512xf32> -> tensor<2x512x1xf32>
  %same = ag.reshape %one : tensor<2x512x1xf32> -> tensor<2x512xf32>
  %rb = ag.broadcast %same [0, 1] : tensor<2x512xf32> -> tensor<2x512x512xf32>
  %d = ag.sub %s, %rb : tensor<2x512x512xf32>
  %x = ag.contract "bij,bjd->bid" %d, %v : tensor<2x512x512xf32>, tensor<2x512x64xf32> -> tensor<2x512x64xf32>
  %y = ag.contract "bij,bid->bjd" %d, %g : tensor<2x512x512xf32>, tensor<2x512x64xf32> -> tensor<2x512x64xf32>
  return %x, %y : tensor<2x512x64xf32>, tensor<2x512x64xf32>
}

// A broadcast along a dimension of unknown size is no such case.
// CHECK-LABEL: func.func @longer(
// CHECK: linalg.generic
// CHECK: return
func.func @longer(%x: tensor<?x4xf32> {ag.dims = ["b", 4]}, %n: tensor<?x8xf32> {ag.dims = ["b", 8]}) -> tensor<?x4x?xf32> {
  %c0 = arith.constant 0 : index
  %b = tensor.dim %n, %c0 : tensor<?x8xf32>
  %y = ag.broadcast %x [0, 1] (%b) : tensor<?x4xf32> -> tensor<?x4x?xf32>
  return %y : tensor<?x4x?xf32>
}
