// A group cannot use a size from outside of it, so a dimension there stays.
// RUN: ag-opt --ag-fuse --ag-resolve-dims %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --input=randn:1 --dim=n=3 --same-as=%s
// RUN: ag-run %t --input=randn:1 --dim=n=0 --same-as=%s

// CHECK: ag.fused
// CHECK: tensor.dim
// CHECK: ag.yield
func.func @f(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}, %w: tensor<8x8xf32>, %p: tensor<8xf32>) -> tensor<?x8xf32> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
  %1 = ag.sin %0 : tensor<?x8xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %b = ag.broadcast %p [1] (%n) : tensor<8xf32> -> tensor<?x8xf32>
  %2 = ag.mul %1, %b : tensor<?x8xf32>
  return %2 : tensor<?x8xf32>
}
