// A branch reads slices of an array that all elements share. It cuts the slices to the mask, and not the array: the cut in
// each iteration of a loop would use all of it.
// RUN: ag-opt --ag-batch %s | FileCheck %s
// RUN: ag-run %s --entry=main --input=randn:1 --input=randn:2 --input=iota --verify-grad

// CHECK-LABEL: func.func private @f.vmap(
// CHECK-NOT: ag.select {{.*}}x50x3xf64>
// CHECK-DAG: ag.slice %arg0 {{.*}} -> tensor<1x3xf64>
// CHECK-DAG: tensor.extract_slice %arg0{{.*}} to tensor<1x3xf64>
// CHECK-DAG: tensor.extract %arg0{{.*}} : tensor<50x3xf64>
// CHECK-DAG: ag.gather 0 clamp %arg0, {{.*}} -> tensor<3xf64>
// CHECK-NOT: ag.select {{.*}}x50x3xf64>
// CHECK: return
func.func private @f(%x: tensor<50x3xf64>, %y: tensor<3xf64>, %i: index) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %p = arith.cmpi slt, %i, %c2 : index
  %r = scf.for %k = %c0 to %c5 step %c1 iter_args(%a = %y) -> (tensor<3xf64>) {
    %next = scf.if %p -> (tensor<3xf64>) {
      %row = ag.slice %x [%k, 0] [1, 3] [1, 1] : tensor<50x3xf64> -> tensor<1x3xf64>
      %after = arith.addi %k, %c1 : index
      %other = tensor.extract_slice %x[%after, 0] [1, 3] [1, 1] : tensor<50x3xf64> to tensor<1x3xf64>
      %one = tensor.extract %x[%k, %c2] : tensor<50x3xf64>
      %number = arith.index_cast %after : index to i64
      %at = tensor.from_elements %number : tensor<i64>
      %gathered = ag.gather 0 clamp %x, %at : tensor<50x3xf64>, tensor<i64> -> tensor<3xf64>
      %product = ag.mul %row, %other : tensor<1x3xf64>
      %flat = ag.reshape %product : tensor<1x3xf64> -> tensor<3xf64>
      %scalar = tensor.from_elements %one : tensor<f64>
      %all = ag.broadcast %scalar [] : tensor<f64> -> tensor<3xf64>
      %b = ag.mul %flat, %all : tensor<3xf64>
      %c = ag.sqrt %a : tensor<3xf64>
      %d = ag.mul %b, %gathered : tensor<3xf64>
      %e = ag.add %c, %d : tensor<3xf64>
      %f = ag.mul %e, %e : tensor<3xf64>
      scf.yield %f : tensor<3xf64>
    } else {
      scf.yield %a : tensor<3xf64>
    }
    scf.yield %next : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}
func.func @main(%x: tensor<50x3xf64>, %y: tensor<4x3xf64>, %i: tensor<4xi64>) -> tensor<4x3xf64> {
  %z = ag.mul %y, %y : tensor<4x3xf64>
  %r = ag.vmap @f in [none, 0, 0] out [0] (%x, %z, %i) : (tensor<50x3xf64>, tensor<4x3xf64>, tensor<4xi64>) -> tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}
