// RUN: ag-opt --ag-to-linalg %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %s --entry=captured --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=captured --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=scalar --input=randn:1 --on=cpu --same-as=%s

// The elements become i8. The scalar that the region captures becomes an input.
// CHECK-LABEL: func.func @captured(
// CHECK: %[[S:.*]] = arith.cmpf
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %[[S]] : tensor<9xi8>, i1)
func.func @captured(%x: tensor<9xi1>, %a: tensor<f32>) -> tensor<9xi1> {
  %z = arith.constant 0.0 : f32
  %r = tensor.extract %a[] : tensor<f32>
  %s = arith.cmpf olt, %r, %z : f32
  %e = tensor.empty() : tensor<9xi1>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<9xi1>) outs(%e : tensor<9xi1>) {
  ^bb0(%p: i1, %o: i1):
    %q = arith.xori %p, %s : i1
    linalg.yield %q : i1
  } -> tensor<9xi1>
  return %0 : tensor<9xi1>
}

// CHECK-LABEL: func.func @scalar(
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : i1, tensor<9xi8>)
func.func @scalar(%x: tensor<9xi1>, %a: tensor<i1>) -> tensor<9xi1> {
  %s = tensor.extract %a[] : tensor<i1>
  %e = tensor.empty() : tensor<9xi1>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> ()>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%s, %x : i1, tensor<9xi1>) outs(%e : tensor<9xi1>) {
  ^bb0(%b: i1, %p: i1, %o: i1):
    %q = arith.xori %p, %b : i1
    linalg.yield %q : i1
  } -> tensor<9xi1>
  return %0 : tensor<9xi1>
}
