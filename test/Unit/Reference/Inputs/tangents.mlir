// The tangents of each function equal central differences.

//===----------------------------------------------------------------------===//
// Specs
//===----------------------------------------------------------------------===//

func.func @contract(%x: tensor<3x4xf64>, %w: tensor<4x2xf64>) -> tensor<3x2xf64> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<3x4xf64>, tensor<4x2xf64> -> tensor<3x2xf64>
  return %0 : tensor<3x2xf64>
}
func.func @square(%x: tensor<4xf64>) -> tensor<f64> {
  %0 = ag.contract "i,i->" %x, %x : tensor<4xf64>, tensor<4xf64> -> tensor<f64>
  return %0 : tensor<f64>
}
func.func @reduce(%x: tensor<3x4xf64>) -> (tensor<3xf64>, tensor<4xf64>, tensor<3xf64>, tensor<4xf64>) {
  %0 = ag.reduce sum %x [1] : tensor<3x4xf64> -> tensor<3xf64>
  %1 = ag.reduce max %x [0] : tensor<3x4xf64> -> tensor<4xf64>
  %2 = ag.reduce min %x [1] : tensor<3x4xf64> -> tensor<3xf64>
  %3 = ag.reduce prod %x [0] : tensor<3x4xf64> -> tensor<4xf64>
  return %0, %1, %2, %3 : tensor<3xf64>, tensor<4xf64>, tensor<3xf64>, tensor<4xf64>
}
func.func @softmax(%x: tensor<3x4xf64>) -> tensor<3x4xf64> {
  %0 = ag.reduce max %x [1] : tensor<3x4xf64> -> tensor<3xf64>
  %1 = ag.stop_gradient %0 : tensor<3xf64>
  %2 = ag.broadcast %1 [0] : tensor<3xf64> -> tensor<3x4xf64>
  %3 = ag.sub %x, %2 : tensor<3x4xf64>
  %4 = ag.exp %3 : tensor<3x4xf64>
  %5 = ag.reduce sum %4 [1] : tensor<3x4xf64> -> tensor<3xf64>
  %6 = ag.broadcast %5 [0] : tensor<3xf64> -> tensor<3x4xf64>
  %7 = ag.div %4, %6 : tensor<3x4xf64>
  return %7 : tensor<3x4xf64>
}
func.func @chosen(%x: tensor<4xf64>, %y: tensor<4xf64>) -> tensor<4xf64> {
  %0 = ag.compare lt %x, %y : tensor<4xf64>, tensor<4xf64> -> tensor<4xi1>
  %1 = ag.mul %x, %y : tensor<4xf64>
  %2 = ag.select %0, %1, %y : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %3 = ag.sigmoid %2 : tensor<4xf64>
  return %3 : tensor<4xf64>
}
func.func @window(%x: tensor<1x9xf64>, %k: tensor<3xf64>) -> tensor<1x4xf64> {
  %e = arith.constant dense<-9.0> : tensor<1x4xf64>
  %0 = linalg.generic {indexing_maps = [affine_map<(n, y, u) -> (n, 2 * y + u)>, affine_map<(n, y, u) -> (u)>, affine_map<(n, y, u) -> (n, y)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %k : tensor<1x9xf64>, tensor<3xf64>) outs(%e : tensor<1x4xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %p = arith.mulf %a, %b : f64
    %m = arith.maximumf %o, %p : f64
    linalg.yield %m : f64
  } -> tensor<1x4xf64>
  return %0 : tensor<1x4xf64>
}
// A mean and a sum of squares have one combiner of two values.
func.func @jointly(%x: tensor<5xf64>) -> (tensor<f64>, tensor<f64>) {
  %z = arith.constant dense<0.0> : tensor<f64>
  %0:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<5xf64>) outs(%z, %z : tensor<f64>, tensor<f64>) {
  ^bb0(%a: f64, %s: f64, %q: f64):
    %1 = arith.addf %s, %a : f64
    %2 = arith.mulf %1, %a : f64
    %3 = arith.addf %q, %2 : f64
    linalg.yield %1, %3 : f64, f64
  } -> (tensor<f64>, tensor<f64>)
  return %0#0, %0#1 : tensor<f64>, tensor<f64>
}
func.func @started(%x: tensor<3x2xf64>, %s: tensor<3xf64>) -> tensor<3xf64> {
  %0 = linalg.reduce {arith.mulf} ins(%x : tensor<3x2xf64>) outs(%s : tensor<3xf64>) dimensions = [1]
  return %0 : tensor<3xf64>
}
func.func @decomposed(%x: tensor<3x4xf64>) -> tensor<3x4xf64> {
  %e = tensor.empty() : tensor<3x4xf64>
  %0 = linalg.softmax dimension(1) ins(%x : tensor<3x4xf64>) outs(%e : tensor<3x4xf64>) -> tensor<3x4xf64>
  return %0 : tensor<3x4xf64>
}

//===----------------------------------------------------------------------===//
// Ops that move elements
//===----------------------------------------------------------------------===//

func.func @moved(%x: tensor<3x4xf64>, %v: tensor<f64>, %u: tensor<2x4xf64>) -> (tensor<2x4xf64>, tensor<3x4xf64>, tensor<5x7xf64>, tensor<3x4xf64>, tensor<3x8xf64>) {
  %ids = arith.constant dense<[2, 7]> : tensor<2xi32>
  %0 = ag.gather 0 fill %x, %ids : tensor<3x4xf64>, tensor<2xi32> -> tensor<2x4xf64>
  %1 = ag.scatter 0 drop %x, %ids, %u : tensor<3x4xf64>, tensor<2xi32>, tensor<2x4xf64> -> tensor<3x4xf64>
  %2 = ag.pad %x low [1, 0] high [1, 3] with %v : tensor<3x4xf64>, tensor<f64> -> tensor<5x7xf64>
  %3 = ag.update %x, %u [1, 0] [1, 1] : tensor<3x4xf64>, tensor<2x4xf64> -> tensor<3x4xf64>
  %4 = ag.concat 1 %x, %1 : tensor<3x4xf64>, tensor<3x4xf64> -> tensor<3x8xf64>
  return %0, %1, %2, %3, %4 : tensor<2x4xf64>, tensor<3x4xf64>, tensor<5x7xf64>, tensor<3x4xf64>, tensor<3x8xf64>
}
func.func @parts(%x: tensor<3x4xf64>, %v: f64) -> (tensor<12xf64>, tensor<3x4xf64>, tensor<5x5xf64>, tensor<2xf64>) {
  %c1 = arith.constant 1 : index
  %0 = tensor.extract_slice %x[1, 0] [1, 4] [1, 1] : tensor<3x4xf64> to tensor<4xf64>
  %1 = tensor.insert_slice %0 into %x[%c1, 0] [1, 4] [1, 1] : tensor<4xf64> into tensor<3x4xf64>
  %2 = tensor.insert %v into %1[%c1, %c1] : tensor<3x4xf64>
  %3 = tensor.collapse_shape %2 [[0, 1]] : tensor<3x4xf64> into tensor<12xf64>
  %4 = tensor.pad %x low[2, 0] high[0, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f64
  } : tensor<3x4xf64> to tensor<5x5xf64>
  %5 = tensor.extract %x[%c1, %c1] : tensor<3x4xf64>
  %6 = tensor.from_elements %5, %v : tensor<2xf64>
  %7 = tensor.generate {
  ^bb0(%i: index, %j: index):
    %8 = tensor.extract %x[%i, %j] : tensor<3x4xf64>
    %9 = arith.mulf %8, %v : f64
    tensor.yield %9 : f64
  } : tensor<3x4xf64>
  return %3, %7, %4, %6 : tensor<12xf64>, tensor<3x4xf64>, tensor<5x5xf64>, tensor<2xf64>
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

func.func @for(%x: tensor<4xf64>, %w: tensor<4xf64>) -> (tensor<4xf64>, f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %z = arith.constant 0.0 : f64
  %0:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %s = %z) -> (tensor<4xf64>, f64) {
    %1 = ag.mul %a, %w : tensor<4xf64>
    %2 = ag.tanh %1 : tensor<4xf64>
    %3 = tensor.extract %2[%i] : tensor<4xf64>
    %4 = arith.addf %s, %3 : f64
    scf.yield %2, %4 : tensor<4xf64>, f64
  }
  return %0#0, %0#1 : tensor<4xf64>, f64
}
func.func @while(%x: f64) -> f64 {
  %limit = arith.constant 3.0 : f64
  %0 = scf.while (%a = %x) : (f64) -> f64 {
    %1 = arith.cmpf olt, %a, %limit : f64
    scf.condition(%1) %a : f64
  } do {
  ^bb0(%a: f64):
    %1 = math.exp %a : f64
    scf.yield %1 : f64
  }
  return %0 : f64
}
func.func @choices(%x: f64, %y: f64) -> (f64, f64, f64) {
  %c = arith.cmpf olt, %x, %y : f64
  %0 = scf.if %c -> f64 {
    %1 = arith.mulf %x, %y : f64
    scf.yield %1 : f64
  } else {
    scf.yield %x : f64
  }
  %i = arith.constant 1 : index
  %2 = scf.index_switch %i -> f64
  case 1 {
    %3 = arith.divf %x, %y : f64
    scf.yield %3 : f64
  }
  default {
    scf.yield %y : f64
  }
  %4 = scf.execute_region -> f64 {
    %5 = func.call @callee(%2) : (f64) -> f64
    scf.yield %5 : f64
  }
  return %0, %2, %4 : f64, f64, f64
}
func.func @callee(%x: f64) -> f64 {
  %0 = math.sin %x : f64
  return %0 : f64
}
func.func @region(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ag.region "scaled" (%a = %x : tensor<3xf64>) -> (tensor<3xf64>) {
    %w = ag.parameter "w" : tensor<3xf64>
    %b = ag.mul %a, %w : tensor<3xf64>
    ag.yield %b : tensor<3xf64>
  }
  return %y : tensor<3xf64>
}
// An op whose body no Spec can state is interpreted at each point.
func.func @points(%x: tensor<3xf64>, %t: tensor<6xf64>) -> tensor<3xf64> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf64>) outs(%x : tensor<3xf64>) {
  ^bb0(%a: f64, %o: f64):
    %i = linalg.index 0 : index
    %j = arith.addi %i, %i : index
    %1 = tensor.extract %t[%j] : tensor<6xf64>
    %2 = arith.mulf %1, %a : f64
    %3 = arith.addf %2, %o : f64
    linalg.yield %3 : f64
  } -> tensor<3xf64>
  return %0 : tensor<3xf64>
}
