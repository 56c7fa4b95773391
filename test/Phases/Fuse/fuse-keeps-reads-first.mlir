// A group that reads %b comes before the loop that changes %b, and that loop, which reads rows of %a, still before the one
// that changes %a: all of %a would be copied.
// RUN: ag-opt --to=fuse %s | FileCheck %s
// RUN: ag-opt --to=allocate %s | FileCheck %s --check-prefix=COPY
// RUN: ag-run %s --input=randn:1 --input=randn:2 --input=iota --on=cpu --same-as=%s

// CHECK: scf.for
// CHECK: ag.fused
// CHECK: scf.for {{.*}} -> (tensor<3xf32>)
// CHECK: scf.for {{.*}} -> (tensor<64x3xf32>)
// COPY: scf.for
// COPY-NOT: memref.copy {{.*}}64x3xf32
// COPY: return
func.func @main(%x: tensor<64x3xf32>, %s: tensor<3xf32>, %places: tensor<2xi64>)
    -> (tensor<64x3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %r:3 = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x, %b = %s, %c = %s)
      -> (tensor<64x3xf32>, tensor<3xf32>, tensor<3xf32>) {
    %sum = scf.for %k = %c0 to %c2 step %c1 iter_args(%d = %b) -> (tensor<3xf32>) {
      %row = tensor.extract_slice %a[%k, 0] [1, 3] [1, 1] : tensor<64x3xf32> to tensor<3xf32>
      %more = ag.add %d, %row : tensor<3xf32>
      scf.yield %more : tensor<3xf32>
    }
    %changed = scf.for %k = %c0 to %c2 step %c1 iter_args(%d = %a) -> (tensor<64x3xf32>) {
      %place = tensor.extract %places[%k] : tensor<2xi64>
      %at = arith.index_cast %place : i64 to index
      %set = tensor.insert_slice %c into %d[%at, 0] [1, 3] [1, 1] : tensor<3xf32> into tensor<64x3xf32>
      scf.yield %set : tensor<64x3xf32>
    }
    %0 = ag.tanh %b : tensor<3xf32>
    %1 = ag.mul %0, %0 : tensor<3xf32>
    scf.yield %changed, %sum, %1 : tensor<64x3xf32>, tensor<3xf32>, tensor<3xf32>
  }
  return %r#0, %r#1, %r#2 : tensor<64x3xf32>, tensor<3xf32>, tensor<3xf32>
}
