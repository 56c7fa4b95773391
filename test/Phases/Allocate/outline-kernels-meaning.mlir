// Layers become calls of one function with their own buffers and sizes. Nests
// in a loop of the program that can fail are outlined, too.
// RUN: ag-opt --to=allocate %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --on=cpu --input=randn:1 --input=randn:2 --input=iota --dim rows=5 --dim picks=3 --same-as=%s
// RUN: ag-run %t.mlir --on=cpu --input=randn:1 --input=randn:2 --input=zeros --dim rows=1 --dim picks=1 --same-as=%s

// CHECK: scf.if
// CHECK: call @layers.apart.nest([[SHARED:%.+, %.+]], %arg0, [[A:%.+]]) :
// CHECK: } else {
// CHECK: call @layers.apart.nest_0([[SHARED]], %arg0, [[A]]) :
// CHECK: call @layers.apart.nest([[SHARED]], [[A]], [[B:%.+]]) :
// CHECK: call @layers.apart.nest_0([[SHARED]], [[A]], [[B]]) :
// CHECK: call @layers.apart.nest([[SHARED]], [[B]], %arg3) :
// CHECK: call @layers.apart.nest_0([[SHARED]], [[B]], %arg3) :
// CHECK: func.func private @layers.apart.nest(
func.func @layers(%x: tensor<?x8xf32> {ag.dims = ["rows", 8]}, %w: tensor<8x8xf32>, %picks: tensor<?xi64> {ag.dims = ["picks"]})
    -> (tensor<?x8xf32>, tensor<?x8xf32>) attributes {ag.ranges = {rows = [1, 9], picks = [1, 9]}} {
  %1 = ag.region "apart" (%a = %x : tensor<?x8xf32>, %b = %w : tensor<8x8xf32>) -> tensor<?x8xf32> attributes {fuse = "within"} {
    %p = ag.contract "ri,io->ro" %a, %b : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
    %t = ag.tanh %p : tensor<?x8xf32>
    ag.yield %t : tensor<?x8xf32>
  }
  %2 = ag.region "apart" (%a = %1 : tensor<?x8xf32>, %b = %w : tensor<8x8xf32>) -> tensor<?x8xf32> attributes {fuse = "within"} {
    %p = ag.contract "ri,io->ro" %a, %b : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
    %t = ag.tanh %p : tensor<?x8xf32>
    ag.yield %t : tensor<?x8xf32>
  }
  %y = ag.region "apart" (%a = %2 : tensor<?x8xf32>, %b = %w : tensor<8x8xf32>) -> tensor<?x8xf32> attributes {fuse = "within"} {
    %p = ag.contract "ri,io->ro" %a, %b : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
    %t = ag.tanh %p : tensor<?x8xf32>
    ag.yield %t : tensor<?x8xf32>
  }
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %start = ag.gather 0 error %w, %picks : tensor<8x8xf32>, tensor<?xi64> -> tensor<?x8xf32>
  %last = scf.for %i = %c0 to %c3 step %c1 iter_args(%rows = %start) -> tensor<?x8xf32> {
    %next = ag.gather 0 error %w, %picks : tensor<8x8xf32>, tensor<?xi64> -> tensor<?x8xf32>
    %sum = ag.add %rows, %next : tensor<?x8xf32>
    scf.yield %sum : tensor<?x8xf32>
  }
  return %y, %last : tensor<?x8xf32>, tensor<?x8xf32>
}
