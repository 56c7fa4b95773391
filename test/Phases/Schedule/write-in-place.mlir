// RUN: ag-opt %s --ag-record-signature --ag-write-in-place --remarks-filter=ag-write-in-place -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=step --input=randn:1 --input=randn:2 --dim n=5 --same-as=%s
// RUN: ag-run %t --entry=twice --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=turns --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %t --entry=rescaled --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %t --entry=read --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=twice --on=cpu --input=randn:1 --same-as=%s

#i = affine_map<(i) -> (i)>
#ij = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// A result that takes over an argument's buffer is written there. Reads of the
// argument become reads of the destination.
// REMARK-DAG: [[#@LINE+12]]:8: remark: [Passed] in-place | {{.*}} Function=step | Remark="is computed in the memory that it is to be in"
// CHECK-LABEL: func.func @step(
// CHECK-SAME: %[[W:.*]]: tensor<?xf32> {ag.dims = ["n"]}, %[[G:.*]]: tensor<?xf32> {
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[G]] : tensor<?xf32>) outs(%[[W]] : tensor<?xf32>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: f32, %[[OLD:.*]]: f32):
// CHECK-NEXT: arith.subf %[[OLD]], %[[IN]]
// CHECK: return %[[Y]]
func.func @step(%w: tensor<?xf32> {ag.dims = ["n"]}, %g: tensor<?xf32> {ag.dims = ["n"]})
    -> (tensor<?xf32> {ag.alias = 0}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %w, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%w, %g : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// Both operands are the destination.
// CHECK-LABEL: func.func @twice(
// CHECK: linalg.generic {{.*}} outs(%arg0 : tensor<4xf32>)
// CHECK-NEXT: ^bb0(%[[OLD:.*]]: f32):
// CHECK-NEXT: arith.mulf %[[OLD]], %[[OLD]]
func.func @twice(%w: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 0}) {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%w, %w : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.mulf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// An iter_arg is updated in place as well.
// CHECK-LABEL: func.func @turns(
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0)
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%arg1 : tensor<4xf32>) outs(%[[A]] : tensor<4xf32>)
// CHECK: bufferization.materialize_in_destination %[[Y]] in %[[A]]
func.func @turns(%x: tensor<4xf32>, %g: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%a, %g : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%p: f32, %q: f32, %o: f32):
      %d = arith.addf %p, %q : f32
      linalg.yield %d : f32
    } -> tensor<4xf32>
    %z = bufferization.materialize_in_destination %y in %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// So is what a sum starts from: the iter_arg, rescaled.
// CHECK-LABEL: func.func @rescaled(
// CHECK: scf.for {{.*}} iter_args(%[[SUMS:.*]] = %arg0)
// CHECK: %[[MOVED:.*]] = linalg.generic {{.*}} ins(%arg1 : tensor<4xf32>) outs(%[[SUMS]] : tensor<4xf32>)
// CHECK: %[[NEXT:.*]] = linalg.generic {{.*}} ins(%arg2 : tensor<4x8xf32>) outs(%[[MOVED]] : tensor<4xf32>)
// CHECK: bufferization.materialize_in_destination %[[NEXT]] in %[[SUMS]]
func.func @rescaled(%x: tensor<4xf32>, %g: tensor<4xf32>, %t: tensor<4x8xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %n = %c0 to %c3 step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%a, %g : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%p: f32, %q: f32, %o: f32):
      %d = arith.mulf %p, %q : f32
      linalg.yield %d : f32
    } -> tensor<4xf32>
    %s = linalg.generic {indexing_maps = [#ij, #row], iterator_types = ["parallel", "reduction"]} ins(%t : tensor<4x8xf32>) outs(%y : tensor<4xf32>) {
    ^bb0(%p: f32, %o: f32):
      %d = arith.addf %p, %o : f32
      linalg.yield %d : f32
    } -> tensor<4xf32>
    %z = bufferization.materialize_in_destination %s in %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// Not if the op that adds to it reads the iter_arg, too.
// CHECK-LABEL: func.func @read(
// CHECK: ins(%{{.*}} : tensor<4xf32>) outs(%{{.*}} : tensor<4xf32>)
// CHECK: ins(%[[A:[a-z0-9]+]] : tensor<4xf32>) outs(
// CHECK: materialize_in_destination %{{.*}} in %[[A]]
func.func @read(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %n = %c0 to %c3 step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%p: f32, %o: f32):
      %d = math.exp %p : f32
      linalg.yield %d : f32
    } -> tensor<4xf32>
    %s = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%y : tensor<4xf32>) {
    ^bb0(%p: f32, %o: f32):
      %d = arith.addf %p, %o : f32
      linalg.yield %d : f32
    } -> tensor<4xf32>
    %z = bufferization.materialize_in_destination %s in %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
