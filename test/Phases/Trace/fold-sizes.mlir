// A comparison that the ranges of sizes decide becomes a constant.
// RUN: ag-opt --ag-fold-sizes %s | FileCheck %s
// RUN: ag-run %s --entry=part --dim=n=5 --on=cpu --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=part --dim=n=5 --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=ranges --dim=n=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=left --on=cpu --input=iota --input=randn:1 --same-as=%s

// The IR of torch-mlir for a view of a slice, whose size is an element. The
// buffer does not depend on whether that size is negative.
// CHECK-LABEL: func @part
// CHECK: %[[FALSE:.*]] = arith.constant false
// CHECK: arith.select %[[FALSE]]
func.func @part(%x: tensor<?x6xf32> {ag.dims = ["n", 6]}, %k: tensor<i32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c0_i64 = arith.constant 0 : i64
  %c2_i64 = arith.constant 2 : i64
  %c3_i64 = arith.constant 3 : i64
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x6xf32>
  %e = tensor.extract %k[] : tensor<i32>
  %i = arith.index_cast %e : i32 to index
  %m = arith.minui %i, %n : index
  %p = tensor.extract_slice %x[0, 0] [%m, 6] [1, 1] : tensor<?x6xf32> to tensor<?x6xf32>
  %size = tensor.dim %p, %c0 : tensor<?x6xf32>
  %0 = arith.index_cast %size : index to i64
  %negative = arith.cmpi slt, %0, %c0_i64 : i64
  %other = arith.divsi %c3_i64, %0 : i64
  %1 = arith.select %negative, %other, %0 : i64
  %shape = tensor.from_elements %1, %c2_i64, %c3_i64 : tensor<3xi64>
  %r = tensor.reshape %p(%shape) : (tensor<?x6xf32>, tensor<3xi64>) -> tensor<?x2x3xf32>
  %2 = arith.index_cast %1 : i64 to index
  %u = tensor.empty(%2) : tensor<?x2x3xf32>
  %t = linalg.exp ins(%r : tensor<?x2x3xf32>) outs(%u : tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  %w = ag.update %t, %r [0, 0, 0] [1, 1, 1] : tensor<?x2x3xf32>
  %a = ag.add %w, %t : tensor<?x2x3xf32>
  %s = ag.reduce sum %a [0, 1, 2] : tensor<?x2x3xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// n is 4 to 8: the first is true, the second false, the third not known.
// CHECK-LABEL: func @ranges
// CHECK: arith.constant true
// CHECK: arith.constant false
// CHECK: %[[OPEN:.*]] = arith.cmpi slt, %{{.*}}, %c6
// CHECK: arith.select %[[OPEN]]
func.func @ranges(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [4, 8]}} {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c6 = arith.constant 6 : index
  %c8 = arith.constant 8 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %first = arith.cmpi sgt, %n, %c3 : index
  %second = arith.cmpi ugt, %n, %c8 : index
  %third = arith.cmpi slt, %n, %c6 : index
  %a = arith.select %first, %n, %c6 : index
  %b = arith.select %second, %c3, %a : index
  %c = arith.select %third, %b, %c6 : index
  %y = ag.iota 0 (%c) : tensor<?xf32>
  return %y : tensor<?xf32>
}

// An empty constant has no range.
// CHECK-LABEL: func @nothing
// CHECK: return %{{.*}}cst
func.func @nothing() -> tensor<0xi1> {
  %cst = arith.constant dense<> : tensor<0xi1>
  return %cst : tensor<0xi1>
}

// For i1, x rem 1 is 0, and x rem 0 is x. The remainder by a divisor of at
// least 1 is less than the divisor.
// CHECK-LABEL: func @left
// CHECK: %[[LEFT:.*]] = arith.remui
// CHECK-NEXT: linalg.yield %[[LEFT]]
// CHECK: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK: ag.iota 0 (%[[ZERO]])
func.func @left(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (tensor<4xi1>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %e = tensor.empty() : tensor<4xi1>
  %0 = linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> (d)>, affine_map<(d) -> (d)>], iterator_types = ["parallel"]} ins(%a, %b : tensor<4xi1>, tensor<4xi1>) outs(%e : tensor<4xi1>) {
  ^bb0(%x: i1, %y: i1, %o: i1):
    %z = arith.remui %x, %y : i1
    linalg.yield %z : i1
  } -> tensor<4xi1>
  %t = tensor.extract %a[%c0] : tensor<4xi1>
  %n = arith.extui %t : i1 to i64
  %k = arith.index_cast %n : i64 to index
  %c1 = arith.constant 1 : index
  %more = arith.addi %k, %c1 : index
  %c1b = arith.minsi %more, %c1 : index
  %none = arith.remui %k, %c1b : index
  %f = ag.iota 0 (%none) : tensor<?xf32>
  return %0, %f : tensor<4xi1>, tensor<?xf32>
}
