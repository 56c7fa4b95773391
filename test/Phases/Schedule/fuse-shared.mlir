// An op with several readers shares one loop with its element-wise readers.
//
// RUN: ag-opt %s --linalg-generalize-named-ops --ag-fuse-shared | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>

// A value that only these ops read is not in memory.
// CHECK-LABEL: func.func @diamond(
// CHECK: %[[D:.*]] = linalg.generic {{.*}} ins(%arg0 : tensor<4x64xf32>) outs(%{{.*}} : tensor<4x64xf32>)
// CHECK: %[[A:.*]] = math.exp
// CHECK-NEXT: %[[B:.*]] = arith.negf %[[A]]
// CHECK-NEXT: %[[C:.*]] = math.sqrt %[[A]]
// CHECK-NEXT: %[[E:.*]] = arith.mulf %[[B]], %[[C]]
// CHECK-NEXT: linalg.yield %[[E]]
// CHECK-NEXT: } -> tensor<4x64xf32>
// CHECK-NEXT: return %[[D]]
func.func @diamond(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %b = linalg.negf ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %c = linalg.sqrt ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %d = linalg.mul ins(%b, %c : tensor<4x64xf32>, tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %d : tensor<4x64xf32>
}

// A sum before one of two readers gets an additional result. The reader's destination is created before the loop.
// CHECK-LABEL: func.func @summed(
// CHECK: %[[R:.*]]:2 = linalg.generic {{.*}} ins(%arg0 : tensor<4x64xf32>) outs({{.*}}) {
// CHECK: %[[A:.*]] = math.exp
// CHECK-NEXT: %[[B:.*]] = arith.negf %[[A]]
// CHECK-NEXT: linalg.yield %[[A]], %[[B]]
// CHECK: linalg.generic {{.*}} ins(%[[R]]#0 :
// CHECK: return %{{.*}}, %[[R]]#1
func.func @summed(%x: tensor<4x64xf32>, %start: tensor<4xf32>) -> (tensor<4xf32>, tensor<4x64xf32>) {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %s = linalg.reduce {arith.addf} ins(%a : tensor<4x64xf32>) outs(%start : tensor<4xf32>) dimensions = [1]
  %f = tensor.empty() : tensor<4x64xf32>
  %b = linalg.negf ins(%a : tensor<4x64xf32>) outs(%f : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %s, %b : tensor<4xf32>, tensor<4x64xf32>
}

// Each op reads an element of its destination before the loop writes it.
// CHECK-LABEL: func.func @updated(
// CHECK: linalg.generic {{.*}} ins(%arg2 : tensor<64xf32>) outs(%arg0, %arg1 : tensor<64xf32>, tensor<64xf32>) {
// CHECK-NEXT: ^bb0(%[[G:[a-z0-9_]+]]: f32, %[[M:[a-z0-9_]+]]: f32, %[[W:[a-z0-9_]+]]: f32):
// CHECK-NEXT: %[[DECAYED:.*]] = arith.mulf %[[W]], %[[G]]
// CHECK-NEXT: %[[NEXT:.*]] = arith.addf %[[M]], %[[DECAYED]]
// CHECK-NEXT: %[[MOVED:.*]] = arith.subf %[[W]], %[[NEXT]]
// CHECK-NEXT: linalg.yield %[[NEXT]], %[[MOVED]]
func.func @updated(%m: tensor<64xf32>, %w: tensor<64xf32>, %g: tensor<64xf32>) -> (tensor<64xf32>, tensor<64xf32>) {
  %a = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%w, %g : tensor<64xf32>, tensor<64xf32>) outs(%m : tensor<64xf32>) {
  ^bb0(%in: f32, %grad: f32, %out: f32):
    %d = arith.mulf %in, %grad : f32
    %s = arith.addf %out, %d : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  %b = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : tensor<64xf32>) outs(%w : tensor<64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.subf %out, %in : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  return %a, %b : tensor<64xf32>, tensor<64xf32>
}

// The producer takes over the loops and indices of its user.
// CHECK-LABEL: func.func @permuted(
// CHECK: linalg.generic {indexing_maps = [#[[MOVED:[a-z0-9]+]], #[[PART:[a-z0-9]+]], #[[MOVED]], #[[OWN:[a-z0-9]+]]], {{.*}}
// CHECK: linalg.index 1 : index
func.func @permuted(%x: tensor<2x3x64xf32>, %y: tensor<2xf32>) -> (tensor<2x3x64xf32>, tensor<3x2x64xf32>) {
  %e = tensor.empty() : tensor<2x3x64xf32>
  %f = tensor.empty() : tensor<3x2x64xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %y : tensor<2x3x64xf32>, tensor<2xf32>) outs(%e : tensor<2x3x64xf32>) {
  ^bb0(%in: f32, %part: f32, %out: f32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %s = arith.sitofp %n : i32 to f32
    %q = arith.divf %in, %part : f32
    %r = arith.addf %q, %s : f32
    linalg.yield %r : f32
  } -> tensor<2x3x64xf32>
  %b = linalg.generic {indexing_maps = [affine_map<(j, i, k) -> (i, j, k)>, affine_map<(j, i, k) -> (j, i, k)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%a : tensor<2x3x64xf32>) outs(%f : tensor<3x2x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = math.tanh %in : f32
    linalg.yield %s : f32
  } -> tensor<3x2x64xf32>
  return %a, %b : tensor<2x3x64xf32>, tensor<3x2x64xf32>
}

// The initial value of a result that no other op reads becomes an input.
// CHECK-LABEL: func.func @onto(
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<64xf32>, tensor<64xf32>) outs(%{{.*}} : tensor<64xf32>)
// CHECK-NOT: linalg.generic
func.func @onto(%x: tensor<64xf32>, %start: tensor<64xf32>) -> tensor<64xf32> {
  %e = tensor.empty() : tensor<64xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<64xf32>) outs(%start : tensor<64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  %b = linalg.negf ins(%a : tensor<64xf32>) outs(%e : tensor<64xf32>) -> tensor<64xf32>
  return %b : tensor<64xf32>
}

// Ops of one element need no common vector dimension.
// CHECK-LABEL: func.func @scalar(
// CHECK: linalg.generic
// CHECK: linalg.yield %{{.*}}, %{{.*}} : f32, f32
func.func @scalar(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %e = tensor.empty() : tensor<f32>
  %a = linalg.exp ins(%x : tensor<f32>) outs(%e : tensor<f32>) -> tensor<f32>
  %b = linalg.negf ins(%a : tensor<f32>) outs(%e : tensor<f32>) -> tensor<f32>
  return %a, %b : tensor<f32>, tensor<f32>
}
