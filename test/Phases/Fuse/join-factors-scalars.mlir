// A factor may be a scalar that depends on parameters, and be multiplied by a parameter or by a number.
// RUN: ag-opt --ag-join-factors %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=scaled --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %t --entry=number --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %t --entry=filled --input=randn:1 --weights=randn:2 --same-as=%s
// RUN: ag-run %s --entry=scaled --input=randn:1 --weights=randn:2 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=number --input=randn:1 --weights=randn:2 --on=cpu --same-as=%s

#all = affine_map<(i, j) -> (i, j)>
#one = affine_map<(i, j) -> ()>
#last = affine_map<(i, j) -> (j)>

// CHECK-LABEL: func.func @scaled(
// CHECK: %[[W:.*]] = ag.parameter "w"
// CHECK: %[[S:.*]] = tensor.extract
// CHECK: %[[M:.*]] = linalg.generic {{.*}} ins(%[[W]], %[[S]] : tensor<32x64xf32>, f32) outs(%{{.*}} : tensor<32x64xf32>)
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[M]]
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @scaled(%x: tensor<8x32xf32>) -> tensor<8x64xf32> {
  %w = ag.parameter "w" : tensor<32x64xf32>
  %p = ag.parameter "s" : tensor<f32>
  %s = tensor.extract %p[] : tensor<f32>
  %e = tensor.empty() : tensor<8x64xf32>
  %y = ag.contract "bi,io->bo" %x, %w : tensor<8x32xf32>, tensor<32x64xf32> -> tensor<8x64xf32>
  %0 = linalg.generic {indexing_maps = [#all, #one, #all], iterator_types = ["parallel", "parallel"]} ins(%y, %s : tensor<8x64xf32>, f32) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    linalg.yield %m : f32
  } -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}

// CHECK-LABEL: func.func @number(
// CHECK: ag.contract
func.func @number(%x: tensor<8x32xf32>) -> tensor<8x64xf32> {
  %w = arith.constant dense<0.5> : tensor<32x64xf32>
  %p = ag.parameter "s" : tensor<f32>
  %s = tensor.extract %p[] : tensor<f32>
  %e = tensor.empty() : tensor<8x64xf32>
  %y = ag.contract "bi,io->bo" %x, %w : tensor<8x32xf32>, tensor<32x64xf32> -> tensor<8x64xf32>
  %0 = linalg.generic {indexing_maps = [#all, #one, #all], iterator_types = ["parallel", "parallel"]} ins(%y, %s : tensor<8x64xf32>, f32) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    linalg.yield %m : f32
  } -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}

// CHECK-LABEL: func.func @filled(
// CHECK: ag.contract
func.func @filled(%x: tensor<8x32xf32>) -> tensor<8x64xf32> {
  %w = ag.parameter "w" : tensor<32x64xf32>
  %p = ag.parameter "s" : tensor<f32>
  %s = tensor.extract %p[] : tensor<f32>
  %e = tensor.empty() : tensor<8x64xf32>
  %y = ag.contract "bi,io->bo" %x, %w : tensor<8x32xf32>, tensor<32x64xf32> -> tensor<8x64xf32>
  %d = tensor.empty() : tensor<64xf32>
  %t = linalg.fill ins(%s : f32) outs(%d : tensor<64xf32>) -> tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [#all, #last, #all], iterator_types = ["parallel", "parallel"]} ins(%y, %t : tensor<8x64xf32>, tensor<64xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    linalg.yield %m : f32
  } -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}
