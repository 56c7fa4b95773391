// Ops in these groups, written by hand, state no loops that others could share.
// RUN: ag-opt %s --ag-tile-groups -split-input-file -verify-diagnostics
// RUN: ag-opt %s --fuse -split-input-file -verify-diagnostics

// An scf.for does not state its accesses.
func.func @loop(%x: tensor<4x8xf32>, %r: tensor<4xf32>, %n: index) -> tensor<4x8xf32> {
  %0 = ag.fused (%a = %x : tensor<4x8xf32>, %b = %r : tensor<4xf32>, %m = %n : index) -> tensor<4x8xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %s = linalg.reduce ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %e = tensor.empty() : tensor<4x8xf32>
    %y = linalg.broadcast ins(%s : tensor<4xf32>) outs(%e : tensor<4x8xf32>) dimensions = [1]
    // expected-error@+1 {{'scf.for' op is in a group, but it is not stated by loops, so that it can't share those of others; expected it outside}}
    %z = scf.for %i = %c0 to %m step %c1 iter_args(%v = %y) -> tensor<4x8xf32> {
      %w = linalg.exp ins(%v : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
      scf.yield %w : tensor<4x8xf32>
    }
    ag.yield %z : tensor<4x8xf32>
  }
  return %0 : tensor<4x8xf32>
}

// -----

// Padding whose value differs from row to row is no indexed access.
func.func @stepped(%x: tensor<7x40xf32>, %r: tensor<7xf32>) -> tensor<7x42xf32> {
  %0 = ag.fused (%a = %x : tensor<7x40xf32>, %b = %r : tensor<7xf32>) -> tensor<7x42xf32> {
    // expected-error@+1 {{'tensor.pad' op is in a group, but it has no loop in common with the others; expected it outside}}
    %p = tensor.pad %a low[0, 2] high[0, 0] {
    ^bb0(%i: index, %j: index):
      %n = arith.index_cast %i : index to i32
      %f = arith.sitofp %n : i32 to f32
      tensor.yield %f : f32
    } : tensor<7x40xf32> to tensor<7x42xf32>
    %s = linalg.reduce ins(%p : tensor<7x42xf32>) outs(%b : tensor<7xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %e = tensor.empty() : tensor<7x42xf32>
    %y = linalg.broadcast ins(%s : tensor<7xf32>) outs(%e : tensor<7x42xf32>) dimensions = [1]
    %z = linalg.mul ins(%p, %y : tensor<7x42xf32>, tensor<7x42xf32>) outs(%e : tensor<7x42xf32>) -> tensor<7x42xf32>
    ag.yield %z : tensor<7x42xf32>
  }
  return %0 : tensor<7x42xf32>
}

// -----

// A tensor that the body reads by itself is not stated by the op's loops.
func.func @table(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>, %b = %t : tensor<4xf32>) -> tensor<4xf32> {
    %e = tensor.empty() : tensor<4xf32>
    // expected-error@+1 {{'linalg.generic' op is in a group, but it is not stated by loops, so that it can't share those of others; expected it outside}}
    %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %i = linalg.index 0 : index
      %l = tensor.extract %b[%i] : tensor<4xf32>
      %1 = arith.mulf %in, %l : f32
      linalg.yield %1 : f32
    } -> tensor<4xf32>
    ag.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
