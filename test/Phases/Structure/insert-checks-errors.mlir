// RUN: ag-opt --ag-insert-checks %s -split-input-file -verify-diagnostics

// The range of n excludes 4.
func.func @never(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<4xf32>) -> tensor<4xf32>
    attributes {ag.ranges = {n = [8, 64]}} {
  // expected-error@+1 {{'ag.add' [sizes] dimension 0 of a 'tensor<?xf32>' never equals dimension 0 of a 'tensor<4xf32>'}}
  %z = ag.add %x, %y : tensor<?xf32>, tensor<4xf32> -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

func.func @front(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error@+1 {{[sizes] reads dimension 0 of a 'tensor<?xf32>' from -1 on, in front of its elements}}
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0 - 1)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: f32, %c: f32):
    %m = arith.addf %a, %c : f32
    linalg.yield %m : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

func.func @other_trip(%x: tensor<3xi32>) -> tensor<3xi32> {
  %c2 = arith.constant 2 : index
  %s = scf.forall (%i) in (3) shared_outs(%o = %x) -> (tensor<3xi32>) {
    %r = arith.subi %c2, %i : index
    // expected-error@+1 {{reads of what an scf.forall shares what is written beside it}}
    %p = tensor.extract_slice %o[%r] [1] [1] : tensor<3xi32> to tensor<1xi32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %p into %o[%i] [1] [1] : tensor<1xi32> into tensor<3xi32>
    }
  }
  return %s : tensor<3xi32>
}

// -----

func.func @swapped(%x: tensor<4xi32>, %y: tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>) {
  %m = ag.mul %y, %y : tensor<4xi32>
  %n = ag.neg %x : tensor<4xi32>
  %s:2 = scf.forall (%i) in (4) shared_outs(%o = %m, %p = %n) -> (tensor<4xi32>, tensor<4xi32>) {
    // expected-error@+1 {{expected a tensor.extract_slice of the only slice that the trip inserts}}
    %u = tensor.extract_slice %o[%i] [1] [1] : tensor<4xi32> to tensor<1xi32>
    %v = tensor.extract_slice %p[%i] [1] [1] : tensor<4xi32> to tensor<1xi32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %v into %o[%i] [1] [1] : tensor<1xi32> into tensor<4xi32>
      tensor.parallel_insert_slice %u into %p[%i] [1] [1] : tensor<1xi32> into tensor<4xi32>
    }
  }
  return %s#0, %s#1 : tensor<4xi32>, tensor<4xi32>
}

// -----

func.func @buffers(%x: memref<?xf32>, %y: memref<?xf32>) {
  // expected-error@+1 {{'linalg.copy' op [sizes] is on buffers, whose sizes are checked by nothing; expected tensors}}
  linalg.copy ins(%x : memref<?xf32>) outs(%y : memref<?xf32>)
  return
}

// -----

func.func @unpacked(%x: tensor<2x3x4xf32>) -> tensor<?x3xf32> {
  %n = arith.constant -3 : index
  // expected-error@+1 {{'tensor.empty' op [sizes] a size is -3; expected 0 or more}}
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %u = linalg.unpack %x inner_dims_pos = [0] inner_tiles = [4] into %e : tensor<2x3x4xf32> -> tensor<?x3xf32>
  return %u : tensor<?x3xf32>
}

// -----

func.func @negative(%x: tensor<8x3xf32>) -> tensor<?x3xf32> {
  %n = arith.constant -3 : index
  // expected-error@+1 {{'tensor.extract_slice' op [sizes] a size is -3; expected 0 or more}}
  %part = tensor.extract_slice %x[0, 0] [%n, 3] [1, 1] : tensor<8x3xf32> to tensor<?x3xf32>
  return %part : tensor<?x3xf32>
}

// -----

func.func @cast(%x: tensor<3xf32>) -> tensor<2xf32> {
  %0 = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
  // expected-error@+1 {{'tensor.cast' [sizes] dimension 0 never has the 2 elements of a 'tensor<2xf32>'}}
  %1 = tensor.cast %0 : tensor<?xf32> to tensor<2xf32>
  return %1 : tensor<2xf32>
}

// -----

// Upstream's verifier accepts a negative width.
func.func @pad_by_less(%x: tensor<4xf32>) -> tensor<3xf32> {
  %c = arith.constant 0.0 : f32
  // expected-error@+1 {{'tensor.pad' op [sizes] pads dimension 0 by -1 elements, expected 0 or more}}
  %p = tensor.pad %x low[-1] high[0] {
  ^bb0(%i: index):
    tensor.yield %c : f32
  } : tensor<4xf32> to tensor<3xf32>
  return %p : tensor<3xf32>
}

// -----

func.func @pad_by_a_constant(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c = arith.constant 0.0 : f32
  %n = arith.constant -2 : index
  // expected-error@+1 {{'tensor.pad' op [sizes] pads dimension 0 by -2 elements, expected 0 or more}}
  %p = tensor.pad %x low[0] high[%n] {
  ^bb0(%i: index):
    tensor.yield %c : f32
  } : tensor<?xf32> to tensor<?xf32>
  return %p : tensor<?xf32>
}
